package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that give the key of an encrypted disk at start: {@code keyscript=} of crypttab(5). Other disks are no items. */
public final class Crypttab implements Format {
    private static final String KEY_SCRIPT = "keyscript=";
    private static final List<String> PLACES = List.of("/lib/cryptsetup/scripts", "/usr/lib/cryptsetup/scripts");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String raw : file.lines()) {
            String line = raw.strip();
            String[] fields = line.split("\\s+", -1);
            if (line.startsWith("#") || fields.length < 4) {
                continue;
            }
            Optional<String> script = Stream.of(fields[3].split(",", -1))
                    .filter(option -> option.startsWith(KEY_SCRIPT))
                    .map(option -> option.substring(KEY_SCRIPT.length()))
                    .findFirst();
            script.ifPresent(name -> drafts.add(Draft.of(fields[0], line, new Run.Search(name, PLACES))));
        }
        return Parsed.of(drafts, 0);
    }
}
