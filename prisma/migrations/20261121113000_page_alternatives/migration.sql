-- A page may be read twice, by its text layer and by OCR: the better reading is its text, the other is kept here.
ALTER TABLE page ADD COLUMN alternative text;
