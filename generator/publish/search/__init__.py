"""The search: static files a browser asks for one by one, the same for the same records.

    tim/muc-luc.json     how many files there are, and the words of facets
    tim/t/<n>.json       tokens whose hash is n: which items hold them, where, spelt how
    tim/d/<prefix>.json  what a result shows, by the first letters of an item's key
    tim/f/<year>.json    facet columns of the stories and models of a year
    tim/ds/<n>.json      rows of decisions by the syllables of their names, in any order;
                         how many such files there are, the page that asks for them says

A key depends on the address alone, so that a new item changes its own tokens' files and no others.
"""
