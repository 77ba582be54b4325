"""What a ward hands on: a poster for the notice board, a sheet to copy a model by, a text for the loudspeaker."""
