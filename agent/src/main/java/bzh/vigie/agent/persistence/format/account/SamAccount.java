package bzh.vigie.agent.persistence.format.account;

import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.windows.account.SamUser;
import bzh.vigie.agent.windows.account.SamUser.Flag;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A key of {@code SAM\Domains\Account\Users}: a local account that can log on. When it last did is one of its times, that it never
 * did a trait, of which neither key nor fingerprint is made. Nothing that stands for a password is part of it.
 */
public final class SamAccount implements KeyFormat {
    private static final Pattern NUMBER = Pattern.compile("[0-9A-Fa-f]{8}");
    private static final long ADMINISTRATOR = 500;
    /** Guest, the accounts of Windows' own features. */
    private static final Set<Long> OWN = Set.of(ADMINISTRATOR, 501L, 503L, 504L);

    private static final Set<Flag> USUAL = Set.of(Flag.NORMAL, Flag.DISABLED);

    @Override
    public Parsed parse(SourceKey key) {
        if (!NUMBER.matcher(key.name()).matches()) {
            return Parsed.of(List.of(), 0);
        }
        long rid = Long.parseLong(key.name(), 16);
        return SamUser.parse(rid, SamDatabase.bytes(key.key(), "F"), SamDatabase.bytes(key.key(), "V"))
                .map(user -> Parsed.of(List.of(draft(key, user)), user.malformed() + SamDatabase.malformed(key)))
                .orElseGet(() -> Parsed.of(List.of(), 1));
    }

    private static Draft draft(SourceKey key, SamUser user) {
        boolean administrator = user.rid() == ADMINISTRATOR
                || SamDatabase.machine(key)
                        .filter(machine -> SamDatabase.administrators(key).contains(machine.child(user.rid())))
                        .isPresent();
        boolean unlisted = !isListed(key, user);
        boolean empty = user.hasPassword().equals(Optional.of(false));
        boolean disabled = user.flags().contains(Flag.DISABLED);
        Draft draft = Draft.of(
                        user.name().isEmpty() ? "RID " + user.key() : WindowsPath.shown(user.name()),
                        text(user, administrator, unlisted, empty),
                        new Run.Nothing())
                .enabled(!disabled)
                .with(Trait.SUPERUSER, administrator && user.key() != ADMINISTRATOR)
                .with(Trait.EMPTY_PASSWORD, empty && !disabled)
                .with(Trait.NEVER_LOGGED_ON, user.neverLoggedOn() && !disabled)
                .with(Trait.HIDDEN, user.hidesAsMachine())
                .with(Trait.HIDING_NAME, !WindowsPath.shown(user.name()).equals(user.name()))
                .with(Trait.MISMATCH, user.isHijacked() || unlisted)
                .at(new ItemTimes(OptionalLong.empty(), user.lastLogonMicros(), user.passwordSetMicros()));
        return OWN.contains(user.key())
                ? draft.made(!user.isHijacked() && (disabled || user.key() == ADMINISTRATOR))
                : draft;
    }

    private static String text(SamUser user, boolean administrator, boolean unlisted, boolean empty) {
        List<String> parts = new ArrayList<>();
        parts.add("RID " + user.key());
        if (user.isHijacked()) {
            parts.add("logs on as RID " + user.rid());
        }
        if (administrator) {
            parts.add("administrator");
        }
        if (unlisted) {
            parts.add("not listed by its name");
        }
        if (empty) {
            parts.add("no password");
        }
        user.flags().stream()
                .filter(flag -> !USUAL.contains(flag) && flag != Flag.LOCKED && flag != Flag.PASSWORD_EXPIRED)
                .map(flag -> flag.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .sorted()
                .forEach(parts::add);
        if (!user.homeScript().isEmpty()) {
            parts.add("logon script " + user.homeScript());
        }
        return String.join("; ", parts);
    }

    /** Whether the key of its name, whose value has the account's number for a type, says the same. */
    private static boolean isListed(SourceKey key, SamUser user) {
        String parent = key.path().substring(0, key.path().lastIndexOf('\\'));
        return key.other(parent + "\\Names\\" + user.name())
                .flatMap(name -> name.key().data(""))
                .filter(data -> data instanceof Data.Raw raw && raw.type() == user.key())
                .isPresent();
    }
}
