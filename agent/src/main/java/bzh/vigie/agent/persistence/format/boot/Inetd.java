package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What inetd(8) starts for a connection: service, socket type, protocol, wait or nowait, user, program, its arguments beginning
 * with its own name. Of what tcpd(8) is put before, the program is that name.
 */
public final class Inetd implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            String[] fields = line.split("\\s+", -1);
            if (fields.length < 6) {
                malformed++;
            } else if (!fields[5].equals("internal")) {
                boolean wrapped = fields[5].endsWith("/tcpd") && fields.length > 6;
                List<String> words = new ArrayList<>(List.of(wrapped ? fields[6] : fields[5]));
                if (fields.length > 7) {
                    words.addAll(Arrays.asList(fields).subList(7, fields.length));
                }
                Run run = new Run.Arguments(words, List.of("/usr/sbin", "/usr/bin"));
                drafts.add(Draft.of(fields[0] + "/" + fields[2], line, run).suspectedBy(String.join(" ", words)));
            }
        }
        return Parsed.of(drafts, malformed);
    }
}
