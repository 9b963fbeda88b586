package bzh.vigie.agent.persistence.format.account;

import bzh.vigie.agent.host.GroupRow;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.CrossCheck;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.windows.account.SamAlias;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Members of the groups that give more than every user has, as Windows lists them against their keys in SAM: who stands in one of the two
 * alone. Groups are found by their name, which is the host's language's. On a domain controller nobody is asked.
 */
public final class ListedMembers implements CrossCheck {
    private static final String ALIASES = "HKLM\\SAM\\SAM\\Domains\\Builtin\\Aliases";
    private static final Pattern NUMBER = Pattern.compile("[0-9A-Fa-f]{8}");

    @Override
    public Reading<Look> look(SystemLists told, Registry registry, Surroundings around) {
        return ListedAccounts.isController(registry)
                ? Reading.absent()
                : told.groups()
                        .then(rows -> ListedAccounts.there(registry, ALIASES)
                                .then(aliases -> Reading.found(new Pass(registry, rows).compare(aliases))));
    }

    private static final class Pass {
        private final Registry registry;
        private final Map<String, GroupRow> rows = new HashMap<>();
        private final List<Difference> differences = new ArrayList<>();
        private Optional<Refused<?>> unread = Optional.empty();

        Pass(Registry registry, List<GroupRow> rows) {
            this.registry = registry;
            rows.forEach(row -> this.rows.put(WindowsPath.fold(row.name()), row));
        }

        Look compare(RegistryKey aliases) {
            for (String name : aliases.subkeys()) {
                if (!NUMBER.matcher(name).matches() || !LocalGroup.RIGHTS.contains(Long.parseLong(name, 16))) {
                    continue;
                }
                switch (registry.key(ALIASES + Registry.SEPARATOR + name)) {
                    case Found<RegistryKey>(RegistryKey key) ->
                        SamAlias.parse(SamDatabase.bytes(key, "C"))
                                .ifPresent(alias -> compare(Long.parseLong(name, 16), key, alias));
                    case Absent<RegistryKey> ignored -> {}
                    case Refused<RegistryKey> refused -> unread = Optional.of(refused);
                }
            }
            return new Look(differences, unread);
        }

        private void compare(long rid, RegistryKey key, SamAlias alias) {
            String group =
                    Principals.name(new Sid(5, List.of(32L, rid)), Locale.ROOT).orElse(alias.name());
            GroupRow row = rows.get(WindowsPath.fold(alias.name()));
            if (row != null && row.members().isEmpty()) {
                unread = Optional.of(new Refused<>(
                        ReasonCode.FAILED, SourceText.detail("system-list-refused", "NetLocalGroupGetMembers", "?")));
                return;
            }
            List<String> members = row == null ? List.of() : row.members().orElse(List.of());
            Set<String> told = new HashSet<>(members);
            Set<String> here = new HashSet<>();
            for (Sid member : alias.members()) {
                here.add(member.toString());
                if (!told.contains(member.toString())) {
                    add(key, group, member, "in the registry, not told by Windows", Trait.HIDDEN);
                }
            }
            // A list that is not whole proves nothing about who is not in it.
            if (alias.malformed() == 0) {
                members.stream()
                        .distinct()
                        .filter(member -> !here.contains(member))
                        .forEach(member -> Sid.parse(member)
                                .ifPresent(sid ->
                                        add(key, group, sid, "told by Windows, not in the registry", Trait.MISMATCH)));
            }
        }

        private void add(RegistryKey key, String group, Sid member, String what, Trait trait) {
            Draft draft = Draft.of(group + ": " + member, Principals.shown(member) + ": " + what, new Run.Nothing())
                    .with(trait, true);
            differences.add(new Difference(key.path(), key.modifiedMicros(), draft));
        }
    }
}
