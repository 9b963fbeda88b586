package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;

/**
 * Hosts, accounts and Kerberos principals that enter without a password, one a line: hosts.equiv(5), {@code .rhosts} and
 * {@code .shosts} (a {@code +} stands for anybody), {@code .k5login}, {@code .k5users} (ksu(1): a principal and what it may run).
 */
public final class HostTrust implements Format {
    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        boolean kerberos = file.name().startsWith(".k5");
        for (String raw : file.lines()) {
            String line = raw.strip().replaceAll("\\s+", " ");
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            List<String> words = List.of(line.split(" ", -1));
            boolean refuses = !kerberos && line.charAt(0) == '-';
            boolean anybody = !kerberos
                    && (words.getFirst().equals("+") || words.getLast().equals("+"));
            Run run = kerberos && words.size() > 1 && words.get(1).startsWith("/")
                    ? new Run.Path(words.get(1))
                    : new Run.Nothing();
            drafts.add(Draft.of(line, line, run)
                    .with(Trait.EMPTY_PASSWORD, anybody)
                    .with(Trait.SUPERUSER, file.superuser() && !refuses));
        }
        return Parsed.of(drafts, 0);
    }
}
