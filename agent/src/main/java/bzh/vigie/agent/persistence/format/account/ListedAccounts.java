package bzh.vigie.agent.persistence.format.account;

import bzh.vigie.agent.host.AccountRow;
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
import bzh.vigie.agent.windows.account.SamUser;
import bzh.vigie.agent.windows.account.SamUser.Flag;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Local accounts as Windows lists them against their keys in SAM: one that has a key and is not listed, such as one whose name was taken
 * out of the list of names; one that is listed and has no key, which is kept from whoever reads the registry; and another number, name or
 * other flags on one side than on the other. On a domain controller the accounts are the domain's, and nobody is asked.
 */
public final class ListedAccounts implements CrossCheck {
    /** Names of the items: how the two sides differ. */
    static final String NOT_LISTED = "not listed";

    static final String WITHOUT_KEY = "without key";
    static final String OTHER_NUMBER = "RID";
    static final String OTHER_NAME = "name";
    static final String OTHER_FLAGS = "flags";

    static final String PRODUCT = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\ProductOptions";

    private static final String USERS = "HKLM\\SAM\\SAM\\Domains\\Account\\Users";
    private static final Pattern NUMBER = Pattern.compile("[0-9A-Fa-f]{8}");
    private static final int MOST = 20_000;

    private static final Map<Flag, Integer> FLAGS = flags();

    private static Map<Flag, Integer> flags() {
        Map<Flag, Integer> flags = new LinkedHashMap<>();
        flags.put(Flag.DISABLED, AccountRow.DISABLED);
        flags.put(Flag.PASSWORD_NOT_REQUIRED, AccountRow.PASSWORD_NOT_REQUIRED);
        flags.put(Flag.PASSWORD_NEVER_EXPIRES, AccountRow.PASSWORD_NEVER_EXPIRES);
        return flags;
    }

    /** Whether its accounts are those of a domain ("ProductType": LanmanNT). */
    static boolean isController(Registry registry) {
        return registry.key(PRODUCT)
                .ifFound()
                .flatMap(key -> key.text("ProductType"))
                .filter(type -> WindowsPath.fold(type).equals(WindowsPath.fold("LanmanNT")))
                .isPresent();
    }

    /** A key without which nothing can be compared: that it is not there is no result. */
    static Reading<RegistryKey> there(Registry registry, String path) {
        Reading<RegistryKey> key = registry.key(path);
        return key instanceof Absent<RegistryKey>
                ? Reading.refused(ReasonCode.NOT_PRESENT, SourceText.detail("system-list-no-key", path))
                : key;
    }

    @Override
    public Reading<Look> look(SystemLists told, Registry registry, Surroundings around) {
        return isController(registry)
                ? Reading.absent()
                : told.accounts()
                        .then(rows -> there(registry, USERS)
                                .then(users -> Reading.found(new Pass(registry, rows).compare(users))));
    }

    private static final class Pass {
        private final Registry registry;
        private final Map<String, AccountRow> rows = new LinkedHashMap<>();
        private final List<Difference> differences = new ArrayList<>();
        private Optional<Refused<?>> unread = Optional.empty();

        Pass(Registry registry, List<AccountRow> rows) {
            this.registry = registry;
            rows.forEach(row -> this.rows.put(WindowsPath.fold(row.name()), row));
        }

        Look compare(RegistryKey users) {
            List<RegistryKey> keys = new ArrayList<>();
            List<SamUser> accounts = new ArrayList<>();
            users.subkeys().stream()
                    .filter(name -> NUMBER.matcher(name).matches())
                    .limit(MOST)
                    .forEach(name -> {
                        long number = Long.parseLong(name, 16);
                        switch (registry.key(USERS + Registry.SEPARATOR + name)) {
                            case Found<RegistryKey>(RegistryKey key) ->
                                SamUser.parse(number, SamDatabase.bytes(key, "F"), SamDatabase.bytes(key, "V"))
                                        .ifPresentOrElse(
                                                user -> {
                                                    keys.add(key);
                                                    accounts.add(user);
                                                },
                                                () -> unread(number, malformed()));
                            case Absent<RegistryKey> ignored -> {}
                            case Refused<RegistryKey> refused -> unread(number, refused);
                        }
                    });
            // By name first, so that a name that went to another number is one difference and not two.
            List<Integer> nameless = new ArrayList<>();
            for (int i = 0; i < accounts.size(); i++) {
                AccountRow row = rows.remove(WindowsPath.fold(accounts.get(i).name()));
                if (row == null) {
                    nameless.add(i);
                } else {
                    both(keys.get(i), accounts.get(i), row);
                }
            }
            nameless.forEach(i -> otherName(keys.get(i), accounts.get(i)));
            rows.values().forEach(this::onlyRow);
            return new Look(differences, unread);
        }

        /** A key that says nothing proves nothing about the account of its number. */
        private void unread(long number, Refused<?> why) {
            unread = Optional.of(why);
            rows.values().removeIf(row -> row.rid() == number);
        }

        private static Refused<RegistryKey> malformed() {
            return new Refused<>(ReasonCode.MALFORMED, SourceText.detail("location-malformed", 1));
        }

        private void both(RegistryKey key, SamUser user, AccountRow row) {
            if (row.rid() != user.key()) {
                differs(key, OTHER_NUMBER, shown(user) + "registry: " + user.key() + "; Windows: " + row.rid());
            }
            List<String> registry = new ArrayList<>();
            List<String> told = new ArrayList<>();
            FLAGS.forEach((flag, bit) -> {
                boolean here = user.flags().contains(flag);
                boolean there = (row.flags() & bit) != 0;
                if (here != there) {
                    String word = flag.name().toLowerCase(Locale.ROOT).replace('_', ' ');
                    registry.add((here ? "" : "not ") + word);
                    told.add((there ? "" : "not ") + word);
                }
            });
            if (!registry.isEmpty()) {
                differs(
                        key,
                        OTHER_FLAGS,
                        shown(user) + "registry: " + String.join(", ", registry) + "; Windows: "
                                + String.join(", ", told));
            }
        }

        private void otherName(RegistryKey key, SamUser user) {
            Optional<AccountRow> other = rows.values().stream()
                    .filter(row -> row.rid() == user.key())
                    .findFirst();
            if (other.isPresent()) {
                rows.remove(WindowsPath.fold(other.get().name()));
                differs(
                        key,
                        OTHER_NAME,
                        "RID " + user.key() + ", registry: " + WindowsPath.shown(user.name()) + "; Windows: "
                                + WindowsPath.shown(other.get().name()));
                return;
            }
            boolean enabled = !user.flags().contains(Flag.DISABLED);
            Draft draft = Draft.of(
                            NOT_LISTED,
                            shown(user) + "RID " + user.key() + ", in the registry, not listed by Windows",
                            new Run.Nothing())
                    .enabled(enabled)
                    .with(Trait.HIDDEN, true);
            differences.add(new Difference(key.path(), key.modifiedMicros(), draft));
        }

        private void onlyRow(AccountRow row) {
            Draft draft = Draft.of(
                            WITHOUT_KEY,
                            WindowsPath.shown(row.name()) + ": RID " + row.rid()
                                    + ", listed by Windows, without a key in the registry",
                            new Run.Nothing())
                    .enabled((row.flags() & AccountRow.DISABLED) == 0)
                    .with(Trait.HIDDEN, true);
            String key = String.format(Locale.ROOT, "%08X", row.rid());
            differences.add(new Difference(USERS + Registry.SEPARATOR + key, 0, draft));
        }

        private static String shown(SamUser user) {
            return WindowsPath.shown(user.name()) + ": ";
        }

        private void differs(RegistryKey key, String name, String what) {
            Draft draft = Draft.of(name, what, new Run.Nothing()).with(Trait.MISMATCH, true);
            differences.add(new Difference(key.path(), key.modifiedMicros(), draft));
        }
    }
}
