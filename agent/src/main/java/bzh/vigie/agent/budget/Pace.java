package bzh.vigie.agent.budget;

import java.time.Duration;

/** How often the inventory reads everything: as set, and half as often, at least once a day, while over the budget. */
public final class Pace {
    private static final Duration DAY = Duration.ofDays(1);

    private Pace() {}

    /** Time between two passes. */
    public static Duration between(Duration set, boolean overBudget) {
        Duration wanted = overBudget ? set.multipliedBy(2) : set;
        return wanted.compareTo(DAY) > 0 ? DAY : wanted;
    }
}
