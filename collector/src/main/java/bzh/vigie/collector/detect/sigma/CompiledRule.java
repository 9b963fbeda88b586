package bzh.vigie.collector.detect.sigma;

/** A rule, and its condition as it is tried. */
record CompiledRule(SigmaRule rule, Condition quicker) {
    static CompiledRule of(SigmaRule rule) {
        return new CompiledRule(rule, Tuned.of(rule.condition()));
    }
}
