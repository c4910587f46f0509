"""What law and portal ask, and until when: data with dates, which the occupational-health team changes without code."""
