package bzh.vigie.collector.incident;

import bzh.vigie.collector.detect.fields.BadLineException;
import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Line;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Hosts.Host;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which domains there are, by the word of agents and of persons. Pure. */
public final class Domains {
    private Domains() {}

    /** The DNS name of the domain that a host said last to be in; empty for none, and for what is no name of one. */
    public static Optional<String> of(Host host) {
        try {
            return Directories.domain(
                    String.join("", FlatJson.fields(host.facts()).getOrDefault("domain", List.of())));
        } catch (BadLineException e) {
            return Optional.empty();
        }
    }

    /**
     * The line of who states that a domain is none, or no more; empty where that was taken back.
     *
     * @param lines of one incident, in the order of writing
     */
    public static Optional<Line> gone(List<Line> lines, Commune commune, String domain) {
        return lines.stream()
                .filter(line -> line.statement() == Statement.DOMAIN_GONE)
                .filter(line -> line.named()
                        .filter(each -> each.commune().equals(commune)
                                && each.name().toLowerCase(Locale.ROOT).equals(domain))
                        .isPresent())
                .reduce((earlier, later) -> later)
                .filter(line -> line.answer().equals(Optional.of(Attestations.Answer.YES)));
    }
}
