package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Accounts whose settings let somebody in who does not know the password, or have it guessed elsewhere: no pre-authentication, no
 * password needed, kept so that it can be read, weak ciphers alone, a service's name on a person's account; and persons' accounts that
 * look like machines', a password that is kept or written where others may read it, machines that anybody made, and what is run where one logs on who
 * holds the domain. An item for each setting.
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
    private static final String SECONDARY = "msDS-SecondaryKrbTgtNumber";
    private static final String MAKER = "mS-DS-CreatorSID";
    private static final int MOST_MACHINES = 500;

    @Override
    public Set<String> classes() {
        return Set.of("user", "computer");
    }

    @Override
    public void read(Pass pass) throws Refused {
        UnreadAccounts.tell(pass);
        LeadingAccounts leading = new LeadingAccounts(pass);
        for (Setting setting : SETTINGS) {
            pass.ask(
                    Query.below(pass.domain().head(), AccountBits.filter(setting.bit()), AccountBits.with(SECONDARY)),
                    entry -> {
                        boolean leads = leading.has(entry);
                        boolean isGuest = entry.sid("objectSid")
                                .filter(sid -> sid.rid() == GUEST)
                                .isPresent();
                        pass.found(
                                entry,
                                AccountBits.draft(
                                                entry,
                                                setting.name(),
                                                setting.value() + (leads ? LeadingAccounts.WORDS : ""))
                                        .enabled(isUsed(pass, entry))
                                        .with(Trait.SUPERUSER, leads)
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
        unixPasswords(pass, leading);
        PasswordTexts.tell(pass, leading);
        logons(pass, leading);
        machines(pass, leading);
    }

    /** Whether it can be used: the account that signs tickets is switched off by nature, and its password signs them all the same. */
    private static boolean isUsed(Pass pass, Entry entry) {
        return AccountBits.isEnabled(entry)
                || entry.has(SECONDARY)
                || entry.sid("objectSid")
                        .filter(pass.domain().child(TICKETS)::equals)
                        .isPresent();
    }

    /** A digest of a password that whoever may read it can guess from; it is asked whether there is one, and not what it is. */
    private static void unixPasswords(Pass pass, LeadingAccounts leading) throws Refused {
        pass.ask(
                Query.below(pass.domain().head(), "(|(unixUserPassword=*)(userPassword=*))", AccountBits.ATTRIBUTES),
                entry -> {
                    boolean leads = leading.has(entry);
                    pass.found(
                            entry,
                            AccountBits.draft(
                                            entry,
                                            "unix-password",
                                            "it has a password besides, which others than controllers may read"
                                                    + (leads ? LeadingAccounts.WORDS : ""))
                                    .with(Trait.SUPERUSER, leads));
                    return true;
                });
    }

    /** What is run, and which settings are taken up, where one who holds the domain logs on. */
    private static void logons(Pass pass, LeadingAccounts leading) throws Refused {
        Set<String> told = new HashSet<>();
        for (String filter : leading.filters()) {
            pass.ask(
                    Query.below(
                            pass.domain().head(),
                            "(&(|(scriptPath=*)(profilePath=*)(msTSInitialProgram=*))" + filter + ")",
                            AccountBits.with("scriptPath", "profilePath", "msTSInitialProgram")),
                    entry -> {
                        if (told.add(entry.dn())) {
                            logon(pass, entry, "logon-script", "runs at each logon: ", entry.text("scriptPath"));
                            logon(
                                    pass,
                                    entry,
                                    "logon-program",
                                    "runs at each remote logon: ",
                                    entry.text("msTSInitialProgram"));
                            logon(
                                    pass,
                                    entry,
                                    "logon-profile",
                                    "takes its settings at each logon from: ",
                                    entry.text("profilePath"));
                        }
                        return true;
                    });
        }
    }

    private static void logon(Pass pass, Entry entry, String name, String words, String path) {
        if (!path.isBlank()) {
            boolean leadsOut = SysvolFiles.leadsOut(path, pass.domain().dnsName());
            pass.found(
                    entry,
                    AccountBits.draft(entry, name, words + path + LeadingAccounts.WORDS)
                            .with(Trait.MISMATCH, leadsOut)
                            .with(Trait.SUPERUSER, leadsOut));
        }
    }

    /**
     * Machines that somebody made who may do no more than anybody ({@code ms-DS-CreatorSID}, which only the directory writes): he keeps rights
     * over them. The {@value #MOST_MACHINES} that were made last.
     */
    private static void machines(Pass pass, LeadingAccounts leading) throws Refused {
        TreeMap<Long, Entry> last = new TreeMap<>();
        boolean[] isMore = {false};
        pass.ask(
                Query.below(
                        pass.domain().head(), "(&(objectClass=computer)(mS-DS-CreatorSID=*))", AccountBits.with(MAKER)),
                entry -> {
                    entry.sid("objectSid").ifPresent(sid -> last.put(sid.rid(), entry));
                    if (last.size() > MOST_MACHINES) {
                        isMore[0] = true;
                        last.pollFirstEntry();
                    }
                    return true;
                });
        if (isMore[0]) {
            pass.leftOut();
        }
        for (Entry entry : last.values()) {
            Optional<Sid> maker = entry.sid(MAKER);
            boolean leads = leading.has(entry);
            pass.found(
                    entry,
                    AccountBits.draft(
                                    entry,
                                    "made-by-user",
                                    entry.text("sAMAccountName") + " was made by "
                                            + (maker.isPresent() ? pass.who(maker.get()) : "somebody")
                                            + (leads ? LeadingAccounts.WORDS : ""))
                            .with(Trait.SUPERUSER, leads));
        }
    }
}
