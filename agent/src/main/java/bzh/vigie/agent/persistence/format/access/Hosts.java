package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Names whose address is fixed on this machine (hosts(5)), so that what is sent to them goes elsewhere or nowhere: an item for each
 * name but the machine's own and those of the loop back. Long lists of names that lead nowhere, as blockers of advertisements
 * write them, are one item with their number and digest.
 */
public final class Hosts implements Format {
    /** Under which Debian has the machine's own name (Debian Reference, 5.1.1). */
    private static final String OF_MACHINE = "127.0.1.1";

    /** More names that lead nowhere than this are told together. */
    private static final int MANY = 100;

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        TreeSet<String> nowhere = new TreeSet<>();
        int malformed = 0;
        String machine = "";
        for (String raw : file.lines()) {
            String[] words = raw.replaceFirst("#.*", "").strip().split("\\s+", -1);
            if (words.length < 2) {
                malformed += words[0].isEmpty() ? 0 : 1;
                continue;
            }
            if (machine.isEmpty() && words[0].equals(OF_MACHINE)) {
                machine = label(words[1]);
            }
            for (int i = 1; i < words.length; i++) {
                String name = words[i].toLowerCase(Locale.ROOT);
                if (isOwn(words[0], name, machine)) {
                    continue;
                }
                if (isNowhere(words[0])) {
                    nowhere.add(name);
                } else {
                    drafts.add(Draft.of(name, words[0], new Run.Nothing()));
                }
            }
        }
        if (nowhere.size() > MANY) {
            String digest = Sha256.over(String.join("\n", nowhere).getBytes(StandardCharsets.UTF_8))
                    .hex();
            drafts.add(Draft.of(
                    "names that lead nowhere",
                    "names=%d digest=%s".formatted(nowhere.size(), digest.substring(0, 16)),
                    new Run.Nothing()));
        } else {
            nowhere.forEach(name -> drafts.add(Draft.of(name, "nowhere", new Run.Nothing())));
        }
        return Parsed.of(drafts, malformed);
    }

    /** Whether the line names this machine, with or without its domain as Debian writes it, or the loopback. */
    private static boolean isOwn(String address, String name, String machine) {
        boolean loopBack = address.equals("127.0.0.1") || address.equals("::1") || address.equals(OF_MACHINE);
        boolean plain = !name.contains(".") || name.startsWith("localhost.") || name.endsWith(".localdomain");
        return (address.equals(OF_MACHINE) && label(name).equals(machine))
                || (loopBack && plain)
                || address.startsWith("ff0")
                || address.startsWith("fe00::");
    }

    private static String label(String name) {
        return name.toLowerCase(Locale.ROOT).split("\\.", 2)[0];
    }

    private static boolean isNowhere(String address) {
        return address.startsWith("127.") || address.equals("0.0.0.0") || address.equals("::") || address.equals("::1");
    }
}
