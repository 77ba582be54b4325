"""What a machine can mend in a record's file: letters nobody sees, slips of YAML, values that can mean one thing."""
