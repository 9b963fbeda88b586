-- Where nobody has a shape any more, its items go.
CREATE INDEX item_by_shape ON item (shape);
