"""Components drawn with semantic HTML, one matter per file."""
