"""The few pages that the gateway has itself: plain HTML and one style sheet, no script, French and English."""
