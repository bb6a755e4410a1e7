"""Small nets that train in a page: JavaScript in templates/, the page and its data here."""
