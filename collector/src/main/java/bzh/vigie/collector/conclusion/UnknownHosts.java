package bzh.vigie.collector.conclusion;

import bzh.vigie.collector.store.Commune;
import java.util.List;
import java.util.stream.Stream;

/** Communes of which it is not known which hosts they should have. */
final class UnknownHosts {
    private UnknownHosts() {}

    /** Those without a list, and those of whose hosts directories alone tell, none of which is known as it should be. */
    static List<String> of(Facts facts) {
        return Stream.concat(
                        facts.matching().without().stream().map(Commune::insee),
                        facts.matching().untold().stream()
                                .filter(commune -> isCut(facts, commune) || !isReadWell(facts, commune))
                                .map(commune -> Criterion.named(commune.insee(), "directories-alone")))
                .toList();
    }

    /** Whether a directory of it has more computers than are kept. */
    private static boolean isCut(Facts facts, Commune commune) {
        return facts.matching().directories().stream()
                .anyMatch(each -> each.reading().commune().equals(commune) && each.more() > 0);
    }

    private static boolean isReadWell(Facts facts, Commune commune) {
        return facts.domains().domains().stream()
                .anyMatch(each -> each.commune().equals(commune)
                        && each.gone().isEmpty()
                        && each.lacks().isEmpty());
    }
}
