package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Set;

/**
 * Accounts whose settings let somebody in who does not know the password, or have it guessed elsewhere: no pre-authentication, no
 * password needed, kept so that it can be read, weak ciphers alone, a service's name on a person's account; and persons' accounts that
 * look like machines'. An item for each setting.
 */
public final class WeakAccounts implements DirectoryFormat {
    private record Setting(String name, long bit, String value) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting(
                    "no-preauthentication",
                    AccountBits.NO_PREAUTHENTICATION,
                    "anybody gets something of it to guess the password from"),
            new Setting("no-password-needed", AccountBits.NO_PASSWORD_NEEDED, "it may have an empty password"),
            new Setting(
                    "reversible-password",
                    AccountBits.REVERSIBLE,
                    "its password is kept so that controllers can read it"),
            new Setting("des-only", AccountBits.DES_ONLY, "only with a cipher that was broken long ago"));

    /** Persons' accounts (MS-SAMR 2.2.1.9) called as machines are, or made as such: who looks through logs takes them for machines. */
    private static final String DISGUISED = "(&(sAMAccountType=805306368)(|(sAMAccountName=*$)(objectClass=computer)))";

    private static final int GUEST = 501;
    private static final long TICKETS = 502;

    @Override
    public Set<String> classes() {
        return Set.of("user", "computer");
    }

    @Override
    public void read(Pass pass) throws Refused {
        UnreadAccounts.tell(pass);
        for (Setting setting : SETTINGS) {
            pass.ask(
                    Query.below(pass.domain().head(), AccountBits.filter(setting.bit()), AccountBits.ATTRIBUTES),
                    entry -> {
                        boolean isGuest = entry.sid("objectSid")
                                .filter(sid -> sid.rid() == GUEST)
                                .isPresent();
                        pass.found(
                                entry,
                                AccountBits.draft(entry, setting.name(), setting.value())
                                        .made(isGuest && !AccountBits.isEnabled(entry))
                                        .with(
                                                Trait.EMPTY_PASSWORD,
                                                setting.bit() == AccountBits.NO_PASSWORD_NEEDED
                                                        && AccountBits.isEnabled(entry)));
                        return true;
                    });
        }
        pass.ask(Query.below(pass.domain().head(), DISGUISED, AccountBits.ATTRIBUTES), entry -> {
            pass.found(
                    entry,
                    AccountBits.draft(
                                    entry,
                                    "disguised",
                                    entry.text("sAMAccountName") + " is a person's account that looks like a machine's")
                            .with(Trait.MISMATCH, true));
            return true;
        });
        LeadingAccounts leading = new LeadingAccounts(pass);
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        "(&(servicePrincipalName=*)(!(objectClass=computer))(!"
                                + Query.having(pass.domain().child(TICKETS)) + "))",
                        AccountBits.with("servicePrincipalName")),
                entry -> {
                    boolean leads = leading.has(entry);
                    for (String service : entry.texts("servicePrincipalName")) {
                        pass.found(
                                entry,
                                AccountBits.draft(
                                                entry,
                                                "service " + service,
                                                "anybody gets a ticket for " + service + " to guess its password from"
                                                        + (leads ? LeadingAccounts.WORDS : ""))
                                        .with(Trait.SUPERUSER, leads));
                    }
                    return true;
                });
    }
}
