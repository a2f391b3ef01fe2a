"""Ships: read, cleaned, thinned, as tracks in the time of a day."""
