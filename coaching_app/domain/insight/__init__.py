"""What a person's own days tell, computed here and only said when it is likely true."""
