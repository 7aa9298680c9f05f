-- How many tags were discarded in this chunk, by reason. Most lists hold none, which a look at their text tells.
SELECT tag.value ->> 'reason' AS reason, count(*) AS tags
FROM temp.extracted, json_each(usages) AS tag
WHERE outcome = 'changed' AND instr(usages, '"reason"') AND tag.value ->> 'reason' IS NOT NULL
GROUP BY reason
