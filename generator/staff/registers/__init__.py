"""The office's registers of what people ask: kept outside the site's repository, never read by a build.

What the public learns of them are counts, which `dienhinh requests --publish-counts` writes as records.
"""
