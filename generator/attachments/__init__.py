"""The files records carry besides photos: the signed PDF of a decision."""
