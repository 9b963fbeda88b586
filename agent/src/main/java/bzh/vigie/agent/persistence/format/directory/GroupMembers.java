package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import bzh.vigie.agent.windows.security.Sid;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is directly in a group. What it says itself ({@code member}) counts; who says to be in it ({@code memberOf}, {@code primaryGroupID}) is
 * asked for first, since it brings all that is wanted of most of them at once. Whom that leaves out is looked up, {@value #AT_ONCE} at a
 * time: an entry of somebody's own list can hide from the computer what he is in.
 */
final class GroupMembers {
    private static final String MEMBER = "member";
    private static final int AT_ONCE = 20;

    /** What becomes of one of whom nothing but the name is seen. */
    @FunctionalInterface
    interface Unread {
        void take(String dn) throws Refused;
    }

    private final Pass pass;
    private final Entry group;
    private final String[] attributes = AccountBits.with("groupType");

    GroupMembers(Pass pass, Entry group) {
        this.pass = pass;
        this.group = group;
    }

    /**
     * Tells them, each once.
     *
     * @param each takes those whose object is read; false where no more are wanted
     */
    void read(Directory.Each each, Unread unread) throws Refused {
        Map<String, String> named = named();
        boolean[] isMore = {true};
        Set<String> saying = new HashSet<>();
        String direct = "(memberOf=" + Query.escaped(group.dn()) + ")";
        boolean[] isWhole = {true};
        Optional<Long> primary =
                group.sid("objectSid").filter(sid -> pass.domain().isOwn(sid)).map(Sid::rid);
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        primary.map(rid -> "(|" + direct + "(primaryGroupID=" + rid + "))")
                                .orElse(direct),
                        attributes),
                found -> {
                    saying.add(Dn.key(found.dn()));
                    isWhole[0] &= named.containsKey(Dn.key(found.dn()))
                            || primary.filter(rid -> rid == found.bits("primaryGroupID"))
                                    .isPresent();
                    isMore[0] = each.take(found);
                    return isMore[0];
                });
        if (!isWhole[0]) {
            // Somebody is in it whom it does not name: not all that it names may be read.
            pass.partlyUnreadable(group, group);
        }
        named.keySet().removeAll(saying);
        List<String> left = List.copyOf(named.values());
        for (int i = 0; i < left.size() && isMore[0]; i += AT_ONCE) {
            isMore[0] = lookUp(left.subList(i, Math.min(left.size(), i + AT_ONCE)), each, unread);
        }
    }

    /** Those that the group names, as it writes them, by name in lower case. */
    private Map<String, String> named() throws Refused {
        Map<String, String> named = new LinkedHashMap<>();
        pass.ask(
                Query.below(
                                pass.domain().head(),
                                "(distinguishedName=" + Query.escaped(group.dn()) + ")",
                                MEMBER,
                                "objectClass")
                        .ofOne(),
                entry -> {
                    entry.texts(MEMBER).forEach(dn -> named.put(Dn.key(dn), dn));
                    return false;
                });
        return named;
    }

    private boolean lookUp(List<String> names, Directory.Each each, Unread unread) throws Refused {
        Set<String> missing = new HashSet<>();
        StringBuilder filter = new StringBuilder("(|");
        for (String dn : names) {
            missing.add(Dn.key(dn));
            if (Dn.isIn(dn, pass.domain().head())) {
                filter.append("(distinguishedName=").append(Query.escaped(dn)).append(')');
            }
        }
        boolean[] isMore = {true};
        if (filter.length() > 2) {
            pass.ask(Query.below(pass.domain().head(), filter.append(')').toString(), attributes), found -> {
                if (missing.remove(Dn.key(found.dn()))) {
                    isMore[0] = each.take(found);
                }
                return isMore[0];
            });
        }
        for (String dn : names) {
            if (isMore[0] && missing.contains(Dn.key(dn))) {
                unread.take(dn);
            }
        }
        return isMore[0];
    }
}
