package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which other domains are trusted, in which direction, and what is let through (MS-ADTS 6.1.6.7): an item for each. */
public final class Trusts implements DirectoryFormat {
    private static final long QUARANTINED = 0x4;
    private static final long FOREST = 0x8;
    private static final long WITHIN_FOREST = 0x20;
    private static final long TREAT_AS_EXTERNAL = 0x40;
    private static final long NO_DELEGATION = 0x200;
    private static final long DELEGATION = 0x800;

    /** The other forest's shadow principals count as this one's own administrators ({@code TRUST_ATTRIBUTE_PIM_TRUST}). */
    private static final long PRIVILEGED_FOREST = 0x400;

    private static final Map<Long, String> ATTRIBUTES = new TreeMap<>(Map.ofEntries(
            Map.entry(0x1L, "not-transitive"),
            Map.entry(0x2L, "uplevel-only"),
            Map.entry(QUARANTINED, "sid-filtering"),
            Map.entry(FOREST, "forest"),
            Map.entry(0x10L, "selective-authentication"),
            Map.entry(WITHIN_FOREST, "within-forest"),
            Map.entry(TREAT_AS_EXTERNAL, "treated-as-external"),
            Map.entry(0x80L, "rc4"),
            Map.entry(NO_DELEGATION, "no-delegation"),
            Map.entry(PRIVILEGED_FOREST, "its-numbers-of-administrators-count"),
            Map.entry(DELEGATION, "delegation")));

    @Override
    public Set<String> classes() {
        return Set.of("trustedDomain");
    }

    @Override
    public void read(Pass pass) throws Refused {
        pass.ask(
                Query.children(
                        "CN=System," + pass.domain().head(),
                        "(objectClass=trustedDomain)",
                        "objectClass",
                        "trustPartner",
                        "flatName",
                        "trustDirection",
                        "trustType",
                        "trustAttributes",
                        "securityIdentifier",
                        "whenChanged"),
                entry -> {
                    trust(pass, entry);
                    return true;
                });
    }

    private static void trust(Pass pass, Entry entry) {
        long direction = entry.bits("trustDirection");
        long attributes = entry.bits("trustAttributes");
        List<String> words = new ArrayList<>();
        ATTRIBUTES.forEach((bit, word) -> {
            if ((attributes & bit) != 0) {
                words.add(word);
            }
        });
        boolean isOutbound = (direction & 2) != 0;
        boolean letsForeignNumbers = isOutbound
                && (attributes & WITHIN_FOREST) == 0
                && ((attributes & FOREST) != 0
                        ? (attributes & (TREAT_AS_EXTERNAL | PRIVILEGED_FOREST)) != 0
                        : (attributes & QUARANTINED) == 0);
        String value = entry.text("flatName") + " "
                + entry.sid("securityIdentifier").map(Sid::toString).orElse("") + ", direction " + direction(direction)
                + ", type " + entry.text("trustType") + ", attributes 0x" + Long.toHexString(attributes)
                + (words.isEmpty() ? "" : " " + String.join(" ", words))
                + (letsForeignNumbers ? "; whoever rules it may act as anybody here (SID filtering is off)" : "")
                + (sendsTickets(direction, attributes)
                        ? "; tickets with which others are acted for are sent to it (TGT delegation)"
                        : "");
        pass.found(
                entry,
                Draft.of(entry.text("trustPartner"), value, new Run.Nothing())
                        .enabled(direction != 0)
                        .with(Trait.SUPERUSER, letsForeignNumbers));
    }

    /** Tickets that may be passed on leave a forest only where that is asked for (MS-ADTS 6.1.6.7.9, {@code TADA} and {@code TANC}). */
    private static boolean sendsTickets(long direction, long attributes) {
        return (direction & 1) != 0
                && (attributes & WITHIN_FOREST) == 0
                && (attributes & NO_DELEGATION) == 0
                && (attributes & DELEGATION) != 0;
    }

    private static String direction(long direction) {
        return switch ((int) direction) {
            case 0 -> "disabled";
            case 1 -> "inbound";
            case 2 -> "outbound";
            case 3 -> "both";
            default -> Long.toString(direction);
        };
    }
}
