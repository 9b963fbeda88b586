package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Interpreters that the kernel runs for files of a form (binfmt.d(5), Documentation/admin-guide/binfmt-misc.rst): as they are
 * set at start, {@code :name:type:offset:magic:mask:interpreter:flags} with any separator, and as the kernel has them now, an
 * interpreter, flags, and what is recognised on lines of their own. The flag C runs with the rights of the file's owner.
 */
public final class BinaryFormats implements Format {
    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask()
                && !(isLive(file)
                        && (file.name().equals("register") || file.name().equals("status")));
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (isLive(file)) {
            return Parsed.of(live(file), 0);
        }
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == ';') {
                continue;
            }
            String[] fields = line.substring(1).split(Pattern.quote(line.substring(0, 1)), -1);
            if (fields.length < 6) {
                malformed++;
            } else {
                drafts.add(Draft.of(fields[0], line, new Run.Path(fields[5])));
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static List<Draft> live(SourceFile file) {
        return file.lines().stream()
                .filter(line -> line.startsWith("interpreter "))
                .map(line -> line.substring("interpreter ".length()).strip())
                .map(interpreter -> Draft.of(
                                file.name(),
                                String.join("\n", file.lines().stream().skip(1).toList()),
                                new Run.Path(interpreter))
                        .enabled(file.text().startsWith("enabled")))
                .limit(1)
                .toList();
    }

    private static boolean isLive(SourceFile file) {
        return file.directory().equals("binfmt_misc");
    }
}
