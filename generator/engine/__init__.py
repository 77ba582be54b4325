"""From artifacts to a site: the plan of a build, its rendering, and its release to `site/`."""
