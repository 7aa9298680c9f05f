-- Where a LoRA usage comes from, and whether a record is that of a file's former content.

ALTER TABLE lora_usages ADD COLUMN te_weight REAL;
ALTER TABLE lora_usages ADD COLUMN origin TEXT;
ALTER TABLE lora_usages ADD COLUMN stage TEXT;
ALTER TABLE models ADD COLUMN is_former INTEGER NOT NULL DEFAULT 0;

-- Usages were those of tags alone.
UPDATE lora_usages SET origin = 'tag', stage = 'base' WHERE origin IS NULL;
