package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.detect.RuleTunings;
import bzh.vigie.collector.detect.finding.Ruling;
import bzh.vigie.collector.detect.sigma.CompiledRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.detect.sigma.Tuning;
import bzh.vigie.collector.store.Store;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The rules that the running collector judges by. Looks every few seconds whether a pack, a decision about a rule or the end of an
 * exception changes them; then it reads them anew and puts them in place of the former ones between two events, so that none is
 * missed. What cannot be read leaves the former ones in force: of a pack that is just being copied, for one.
 */
final class RulesInForce implements Supplier<Ruling>, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RulesInForce.class.getName());
    private static final int SECONDS = 10;

    private final RulePacks packs;
    private final Store store;
    private final InstantSource clock;
    private final AlertTexts texts;
    private final ScheduledExecutorService timer;
    private final Map<Path, RuleSet> read = new HashMap<>();
    private volatile RuleSet rules;
    private volatile Ruling ruling;
    private State state;

    /** What decides which rules are in force. */
    private record State(String packs, List<Tuning> tunings, Set<Tuning.Exemption> exceptions) {}

    /**
     * Reads them.
     *
     * @throws IOException where they cannot be read the first time
     */
    RulesInForce(RulePacks packs, Store store, InstantSource clock) throws IOException {
        this.packs = packs;
        this.store = store;
        this.clock = clock;
        Instant now = clock.instant();
        this.state = state(now);
        this.rules = packs.load(read).tuned(state.tunings(), now);
        this.ruling = ruling(rules);
        this.texts = new AlertTexts(rules.cards());
        say(rules);
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("rules").daemon().factory());
        var _ = timer.scheduleWithFixedDelay(this::look, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public Ruling get() {
        return ruling;
    }

    /** The rules themselves. */
    RuleSet rules() {
        return rules;
    }

    /** Their texts, of those in force at any time. */
    AlertTexts texts() {
        return texts;
    }

    /** Takes what has changed, if something has. */
    synchronized void look() {
        try {
            Instant now = clock.instant();
            State found = state(now);
            if (!found.equals(state)) {
                RuleSet changed = packs.load(read).tuned(found.tunings(), now);
                texts.replace(changed.cards());
                ruling = ruling(changed);
                rules = changed;
                state = found;
                say(changed);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "the rules could not be read; the former ones stay in force", e);
        }
    }

    private State state(Instant now) {
        List<Tuning> tunings = store.read(RuleTunings::all);
        Set<Tuning.Exemption> exceptions = new HashSet<>();
        tunings.forEach(tuning -> exceptions.addAll(tuning.at(now)));
        return new State(packs.fingerprint(), tunings, exceptions);
    }

    private static Ruling ruling(RuleSet rules) {
        return new Ruling(
                new CompiledRules(rules.rules()),
                rules.correlations(),
                rules.onlyCorrelated(),
                rules.detectorTunings());
    }

    private static void say(RuleSet rules) {
        rules.refused()
                .forEach(refused ->
                        LOG.log(Level.WARNING, "rule refused: {0}", Words.clean(refused.in(Language.ofTheMachine()))));
        LOG.log(
                Level.INFO,
                "{0} rules, {1} correlations",
                rules.rules().size(),
                rules.correlations().size());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
