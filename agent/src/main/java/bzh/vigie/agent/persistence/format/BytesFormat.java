package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.host.Files.OpenFile;
import java.util.Arrays;

/** How a file that is no text is understood as a whole; no more than 4 MiB of it are read, and what is beyond counts as one. */
public interface BytesFormat extends FileFormat {
    /** Of the files of a kind that are of any use, none is larger. */
    int MAX_BYTES = 4 << 20;

    /** What the file would run. */
    Parsed parse(SourceFile file, byte[] bytes);

    @Override
    default Parsed parse(SourceFile file, OpenFile content) {
        long size = content.status().size();
        Parsed parsed = parse(file, start(content));
        return size <= MAX_BYTES ? parsed : new Parsed(parsed.drafts(), parsed.includes(), parsed.malformed() + 1);
    }

    /** The first bytes of a file, as far as there are any. */
    static byte[] start(OpenFile content) {
        byte[] bytes = new byte[(int) Math.max(0, Math.min(content.status().size(), MAX_BYTES))];
        int read = content.read(0, bytes);
        return read == bytes.length ? bytes : Arrays.copyOf(bytes, Math.max(read, 0));
    }
}
