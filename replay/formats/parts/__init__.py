"""What several formats read alike: rows and their fields, posts, HTML, dates and times."""
