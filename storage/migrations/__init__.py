"""How the schema came to be: one numbered step after another, each written out and never changed."""
