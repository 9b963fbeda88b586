package bzh.vigie.collector.detect.sigma;

import bzh.vigie.collector.detect.sigma.Correlation.Reference;
import bzh.vigie.collector.detect.sigma.RuleSet.Narrowing;
import bzh.vigie.collector.detect.sigma.RuleSet.Pack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts packs together. A pack may name rules of other packs in its correlations and filters, but it never silences them in
 * passing: a filter for "any" rule is for the rules of its own pack, none narrows the rules of a guarded one, and a correlation stands in for the alerts of its own
 * pack's rules only.
 */
final class Assembly {
    /** How deep correlations of correlations may go. */
    private static final int MAX_DEPTH = 8;

    private final List<Pack> packs;
    private final List<Refused> refused = new ArrayList<>();
    private final List<Card> detectors = new ArrayList<>();
    private final Map<String, Entry> byId = new LinkedHashMap<>();
    private final Map<String, List<Entry>> byName = new HashMap<>();
    private final Map<String, Correlation> ordered = new LinkedHashMap<>();
    private final Map<String, List<Narrowing>> narrowings = new HashMap<>();
    private final DetectorTunings detectorTunings;
    private final Set<String> onlyCorrelated = new LinkedHashSet<>();

    /** A rule or correlation of a pack, of which one is there. */
    private static final class Entry {
        private final int pack;
        private Optional<SigmaRule> rule;
        private Optional<Correlation> correlation;
        private boolean off;

        Entry(int pack, Optional<SigmaRule> rule, Optional<Correlation> correlation) {
            this.pack = pack;
            this.rule = rule;
            this.correlation = correlation;
        }

        Card card() {
            return rule.map(SigmaRule::card)
                    .or(() -> correlation.map(Correlation::card))
                    .orElseThrow();
        }
    }

    Assembly(List<Pack> packs, List<Tuning> tunings, Instant now) {
        this.packs = packs;
        packs.forEach(pack -> refused.addAll(pack.content().refused()));
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < packs.size(); i++) {
            for (Card card : packs.get(i).content().detectors()) {
                if (isFirst(taken, card)) {
                    detectors.add(card);
                }
            }
            for (SigmaRule rule : packs.get(i).content().rules()) {
                add(taken, rule.name(), new Entry(i, Optional.of(rule), Optional.empty()));
            }
            for (Correlation correlation : packs.get(i).content().correlations()) {
                add(taken, correlation.name(), new Entry(i, Optional.empty(), Optional.of(correlation)));
            }
        }
        filter();
        tunings.forEach(tuning -> tune(tuning, now));
        detectorTunings = DetectorTunings.of(detectors, tunings, now, refused);
        detectors.replaceAll(
                card -> detectorTunings.level(card.id()).map(card::at).orElse(card));
        List.copyOf(byId.values())
                .forEach(entry -> entry.correlation.ifPresent(each -> {
                    try {
                        order(each, entry.pack, new LinkedHashSet<>());
                    } catch (Refusal refusal) {
                        refused.add(new Refused(each.card().file(), refusal.line(), refusal.why()));
                    }
                }));
    }

    List<SigmaRule> rules() {
        return byId.values().stream()
                .filter(entry -> !entry.off)
                .flatMap(entry -> entry.rule.stream())
                .toList();
    }

    List<Correlation> correlations() {
        return List.copyOf(ordered.values());
    }

    Set<String> onlyCorrelated() {
        return Set.copyOf(onlyCorrelated);
    }

    List<Narrowing> narrowings(String rule) {
        return List.copyOf(narrowings.getOrDefault(rule, List.of()));
    }

    DetectorTunings detectorTunings() {
        return detectorTunings;
    }

    List<Card> detectors() {
        return List.copyOf(detectors);
    }

    List<Refused> refused() {
        return List.copyOf(refused);
    }

    /** Of those with one id the first of the first pack stays: a later pack takes the place of none. */
    private boolean isFirst(Set<String> taken, Card card) {
        boolean first = taken.add(card.id());
        if (!first) {
            refused.add(new Refused(card.file(), 0, Reason.of(Fault.ID_TAKEN, card.id())));
        }
        return first;
    }

    private void add(Set<String> taken, String name, Entry entry) {
        if (!isFirst(taken, entry.card())) {
            return;
        }
        byId.put(entry.card().id(), entry);
        if (!name.isEmpty()) {
            byName.computeIfAbsent(name, ignored -> new ArrayList<>()).add(entry);
        }
    }

    private void tune(Tuning tuning, Instant now) {
        Entry entry = byId.get(tuning.rule());
        if (entry != null) {
            entry.off = tuning.off();
            entry.rule = entry.rule.map(rule -> tuning.of(rule, now, refused));
            entry.correlation = entry.correlation.map(each -> tuning.level()
                    .map(level -> each.with(each.card().at(level)))
                    .orElse(each));
        }
    }

    /** What a correlation refers to, which must not be off. */
    private Entry correlated(String written, int pack, int line) throws Refusal {
        Entry entry = find(written, pack, line);
        if (entry.off) {
            throw new Refusal(line, Fault.REFERS_TO_OFF, written);
        }
        return entry;
    }

    /** What an id or name of a pack's document means: a name of the same pack goes before one of another. */
    private Entry find(String written, int pack, int line) throws Refusal {
        Entry byItsId = byId.get(written);
        if (byItsId != null) {
            return byItsId;
        }
        List<Entry> named = byName.getOrDefault(written, List.of());
        List<Entry> near = named.stream().filter(entry -> entry.pack == pack).toList();
        List<Entry> found = near.isEmpty() ? named : near;
        if (found.isEmpty()) {
            throw new Refusal(line, Fault.NO_SUCH_RULE, written);
        }
        if (found.size() > 1) {
            throw new Refusal(line, Fault.SEVERAL_RULES, written);
        }
        return found.getFirst();
    }

    private void filter() {
        for (int i = 0; i < packs.size(); i++) {
            for (Filter filter : packs.get(i).content().filters()) {
                try {
                    for (Entry entry : filter.rules().isEmpty() ? ofPack(filter, i) : named(filter, i)) {
                        entry.rule = entry.rule.map(rule -> rule.and(filter.condition()));
                        narrowings
                                .computeIfAbsent(entry.card().id(), ignored -> new ArrayList<>())
                                .add(new Narrowing(filter.title(), filter.file()));
                    }
                } catch (Refusal refusal) {
                    refused.add(new Refused(filter.file(), refusal.line(), refusal.why()));
                }
            }
        }
    }

    private List<Entry> ofPack(Filter filter, int pack) throws Refusal {
        List<Entry> entries = byId.values().stream()
                .filter(entry -> entry.pack == pack
                        && entry.rule
                                .map(rule -> filter.isFor(rule.logSource()))
                                .orElse(false))
                .toList();
        if (entries.isEmpty()) {
            throw new Refusal(filter.line(), Fault.FILTER_OF_NONE);
        }
        return entries;
    }

    /** Those that are there; what is not is told and does not keep the filter from the others. */
    private List<Entry> named(Filter filter, int pack) {
        List<Entry> entries = new ArrayList<>();
        for (String written : filter.rules()) {
            try {
                Entry entry = find(written, pack, filter.line());
                if (entry.rule.isEmpty()) {
                    throw new Refusal(filter.line(), Fault.FILTER_OF_CORRELATION, written);
                }
                if (entry.pack != pack && packs.get(entry.pack).guarded()) {
                    throw new Refusal(filter.line(), Fault.FILTER_OF_GUARDED, written);
                }
                if (!filter.isFor(entry.rule.get().logSource())) {
                    throw new Refusal(filter.line(), Fault.FILTER_OF_OTHER_SOURCE, written);
                }
                entries.add(entry);
            } catch (Refusal refusal) {
                refused.add(new Refused(filter.file(), refusal.line(), refusal.why()));
            }
        }
        return entries;
    }

    private Correlation order(Correlation written, int pack, Set<String> within) throws Refusal {
        String id = written.card().id();
        Correlation known = ordered.get(id);
        if (known != null) {
            return known;
        }
        int line = written.rules().getFirst().line();
        if (!within.add(id)) {
            throw new Refusal(line, Fault.REFERS_TO_ITSELF);
        }
        if (within.size() > MAX_DEPTH) {
            throw new Refusal(line, Fault.CORRELATIONS_TOO_DEEP, MAX_DEPTH);
        }
        List<Reference> resolved = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        Set<String> silent = new HashSet<>();
        Set<String> techniques = new LinkedHashSet<>();
        for (Reference reference : written.rules()) {
            Entry entry = correlated(reference.written(), pack, reference.line());
            techniques.addAll(entry.card().techniques());
            if (entry.correlation.isPresent()) {
                try {
                    techniques.addAll(order(entry.correlation.get(), entry.pack, within)
                            .card()
                            .techniques());
                } catch (Refusal inner) {
                    throw new Refusal(reference.line(), Fault.REFERS_TO_REFUSED, reference.written(), inner.why());
                }
            }
            if (!ids.add(entry.card().id())) {
                throw new Refusal(reference.line(), Fault.TWICE_IN_RULES, reference.written());
            }
            if (!written.generate() && entry.pack == pack) {
                silent.add(entry.card().id());
            }
            resolved.add(new Reference(reference.written(), entry.card().id(), reference.line()));
        }
        within.remove(id);
        onlyCorrelated.addAll(silent);
        // Version 2.1 knows no tags of correlations: they are about what their rules are about.
        Card card = written.card();
        Correlation whole =
                written.with(resolved).with(card.techniques().isEmpty() ? card.with(List.copyOf(techniques)) : card);
        ordered.put(id, whole);
        return whole;
    }
}
