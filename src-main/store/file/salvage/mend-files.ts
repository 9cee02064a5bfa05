// Makes files and transfers hang together again after a repair.
import type { Database } from '../../../base/sql.ts'

/** What belongs to nothing goes; what was moving waits for the person. */
export function mendFiles(fresh: Database): void {
  fresh.exec(`
    UPDATE servers SET files = NULL WHERE files IS NOT NULL AND NOT json_valid(files);
    UPDATE files SET result = NULL WHERE result IS NOT NULL AND NOT json_valid(result);
    UPDATE files SET kind = 'other' WHERE kind NOT IN ('image', 'audio', 'video', 'other');
    DELETE FROM files WHERE conversation_id NOT IN (SELECT id FROM conversations)
      OR (message_id IS NOT NULL AND message_id NOT IN (SELECT id FROM messages));
    DELETE FROM file_bytes WHERE file_id NOT IN (SELECT id FROM files);
    UPDATE files SET
      has_bytes = EXISTS (SELECT 1 FROM file_bytes b WHERE b.file_id = files.id AND b.what = 'file'),
      has_thumbnail =
        EXISTS (SELECT 1 FROM file_bytes b WHERE b.file_id = files.id AND b.what = 'thumbnail');
    DELETE FROM transfers WHERE file_id NOT IN (SELECT id FROM files)
      OR server_id NOT IN (SELECT id FROM servers)
      OR direction NOT IN ('up', 'down')
      OR state NOT IN ('queued', 'running', 'paused', 'failed', 'done');
    UPDATE transfers SET resume = '{}', bytes = 0 WHERE NOT json_valid(resume);
    UPDATE transfers SET failure = NULL WHERE failure IS NOT NULL AND NOT json_valid(failure);
    UPDATE messages SET files = (SELECT count(*) FROM files f WHERE f.message_id = messages.id)
      WHERE files > 0;
  `)
}
