package bzh.vigie.collector.host;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.text.LetterCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the group policies of a domain are linked, by the word of who reads its directory. For which computers a policy holds is not known by
 * that: where each of them lies in the directory is not told, nor are filters compared. Immutable.
 */
public final class PolicyLinks {
    /** Nothing is known of any. */
    public static final PolicyLinks UNKNOWN = new PolicyLinks(Map.of(), List.of(), false);

    private static final String PLACE = "ad.policy.link";
    private static final String INHERITANCE = "inheritance";
    private static final String ENFORCED = "; enforced";

    /** What may follow that a link is enforced. */
    private static final List<String> AFTER =
            List.of("; the computer may not read it, or it is gone", "; switched off");

    private static final String NUMBER = "(\\{[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\\})";

    /** A policy's number by itself, its folder, or its object with what it hands out of software. */
    private static final List<Pattern> POLICIES = List.of(
            Pattern.compile(NUMBER),
            Pattern.compile(
                    "SYSVOL\\\\Policies\\\\" + NUMBER + "(?:\\\\.*)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL),
            Pattern.compile(
                    "(?:.*,CN=Class Store,CN=(?:Machine|User),)?CN=" + NUMBER + ",CN=Policies,CN=System,\\{domain\\}",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL));

    private final Map<String, List<Link>> byPolicy;
    private final List<String> blocking;
    private final boolean isRead;

    /**
     * A link.
     *
     * @param place distinguished name of the domain, the unit or the site, with {@code {domain}} and {@code {forest}} for their heads
     * @param enforced whether no unit below keeps it out
     * @param off whether it is switched off
     */
    public record Link(String place, boolean enforced, boolean off) {}

    private PolicyLinks(Map<String, List<Link>> byPolicy, List<String> blocking, boolean isRead) {
        this.byPolicy = byPolicy;
        this.blocking = List.copyOf(blocking);
        this.isRead = isRead;
    }

    /** Those that this agent tells. */
    static PolicyLinks of(Inventories inventories, AgentId reader) {
        boolean isRead = inventories.statuses(reader).stream()
                .anyMatch(status -> status.location().equals(PLACE) && status.state() == State.READ);
        return of(inventories.location(reader, PLACE, ""), isRead);
    }

    /**
     * Those items.
     *
     * @param isRead whether all there are could be read
     */
    static PolicyLinks of(List<Known> items, boolean isRead) {
        Map<String, List<Link>> links = new HashMap<>();
        List<String> blocking = new ArrayList<>();
        for (Known known : items) {
            Item item = known.item();
            Optional<String> policy = policy(item.name());
            if (policy.isPresent()) {
                links.computeIfAbsent(policy.get(), guid -> new ArrayList<>())
                        .add(new Link(item.source(), isEnforced(item.value()), !item.enabled()));
            } else if (item.name().equals(INHERITANCE)) {
                blocking.add(item.source());
            }
        }
        return new PolicyLinks(links, blocking, isRead);
    }

    /** As it is told at the end, after the policy's name, which anybody may have called so. */
    private static boolean isEnforced(String value) {
        String told = value;
        for (String after : AFTER) {
            told = told.endsWith(after) ? told.substring(0, told.length() - after.length()) : told;
        }
        return told.endsWith(ENFORCED);
    }

    /** The number of the policy that it is, or is a part of, folded; empty for what is of none, or lies where policies do not. */
    public static Optional<String> policy(String text) {
        return POLICIES.stream()
                .map(pattern -> pattern.matcher(text))
                .filter(Matcher::matches)
                .map(matcher -> LetterCase.fold(matcher.group(1)))
                .findFirst();
    }

    /** The links of a policy that are told. */
    public List<Link> of(String policy) {
        return byPolicy.getOrDefault(policy, List.of());
    }

    /** Units that let nothing in from above but what is enforced. */
    public List<String> blocking() {
        return blocking;
    }

    /** Whether all there are were read: only then one that is not told is none. */
    public boolean isRead() {
        return isRead;
    }
}
