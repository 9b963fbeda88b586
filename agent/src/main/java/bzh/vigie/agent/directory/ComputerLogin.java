package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/**
 * The computer's own account, in whose name a directory is read: of a Linux out of its keytab, of a Windows that of the process itself,
 * which is the computer towards others where it is the system. No person's account, and no password, is ever asked for or kept.
 */
public final class ComputerLogin {
    private final Optional<Subject> subject;

    private ComputerLogin(Optional<Subject> subject) {
        this.subject = subject;
    }

    /** No account: what anybody may ask. */
    static ComputerLogin nobody() {
        return new ComputerLogin(Optional.empty());
    }

    /** The account of this process, by the system's own Kerberos (SSPI). */
    public static ComputerLogin ofProcess() {
        System.setProperty("sun.security.jgss.native", "true");
        System.setProperty("javax.security.auth.useSubjectCredsOnly", "false");
        return new ComputerLogin(Optional.empty());
    }

    /**
     * The account whose key lies in a keytab; asks the domain for a ticket.
     *
     * @param file its path, for the reader of the ticket
     * @param content its bytes
     * @param controllers who gives tickets, whatever {@code krb5.conf} says
     * @throws Refused where there is no computer's key in it, or the domain gives no ticket for it
     */
    public static ComputerLogin ofKeytab(String file, byte[] content, List<String> controllers) throws Refused {
        String principal = Keytab.computer(content)
                .orElseThrow(() ->
                        Refused.saying(ReasonCode.NOT_PRESENT, SourceText.detail("directory-keytab-empty", file)));
        System.setProperty("java.security.krb5.realm", principal.substring(principal.indexOf('@') + 1));
        System.setProperty("java.security.krb5.kdc", String.join(":", controllers));
        // What those two say is read once for all otherwise, and a controller that was away stayed the only one.
        Map<String, String> options = Map.of(
                "refreshKrb5Config", "true",
                "useKeyTab", "true",
                "keyTab", file,
                "principal", principal,
                "storeKey", "true",
                "doNotPrompt", "true",
                "isInitiator", "true");
        AppConfigurationEntry module = new AppConfigurationEntry(
                "com.sun.security.auth.module.Krb5LoginModule", LoginModuleControlFlag.REQUIRED, options);
        Configuration configuration = new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {module};
            }
        };
        try {
            LoginContext login = new LoginContext("computer", new Subject(), null, configuration);
            login.login();
            return new ComputerLogin(Optional.of(login.getSubject()));
        } catch (LoginException e) {
            throw Faults.login(principal, Faults.said(e));
        }
    }

    /** Does it in that account's name. */
    <T> T call(Callable<T> action) throws Exception {
        if (subject.isEmpty()) {
            return action.call();
        }
        try {
            return Subject.callAs(subject.get(), action);
        } catch (CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
