"""Lists of terms that are the same for every province, by country: forms, levels, kinds, fields, stages, short forms.

They ship with the program. A project overrides an entry by its id and adds its own in `stories/reference/`; a list
there that says `base: none` stands alone.
"""
