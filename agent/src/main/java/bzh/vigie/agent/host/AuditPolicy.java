package bzh.vigie.agent.host;

import bzh.vigie.event.AuditSubcategory;

/** What a running Windows audits. No call throws for what the machine does. Thread-safe. */
@FunctionalInterface
public interface AuditPolicy {
    /** What is audited of a subcategory; absent where this Windows does not know it. */
    Reading<Audited> of(AuditSubcategory subcategory);

    /** Which outcomes are audited. */
    record Audited(boolean successes, boolean failures) {}
}
