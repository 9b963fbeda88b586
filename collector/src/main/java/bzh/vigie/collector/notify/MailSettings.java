package bzh.vigie.collector.notify;

import bzh.vigie.collector.mail.SmtpServer;
import bzh.vigie.collector.notify.MailSink.Parts;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Store;
import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The mails of alerts that a configuration asks for. */
public final class MailSettings {
    /** Who is told of every commune. */
    public static final String ADDRESSES = "alert-mail";

    /** A file of communes with their addresses and domains. */
    public static final String COMMUNES = "alert-mail-communes";

    static final Set<String> KEYS = Set.of(ADDRESSES, COMMUNES, "alert-mail-least", "alert-mail-digest");

    private MailSettings() {}

    /** Whether mails are asked for. */
    public static boolean isAsked(Settings settings) {
        return settings.text(ADDRESSES).isPresent() || settings.text(COMMUNES).isPresent();
    }

    /** One sink for what is sent at once and one for the digest; none where nobody is to be mailed. */
    static List<Sink> open(Settings settings, Store store, InstantSource clock, MailText text)
            throws BadSettingException {
        if (!isAsked(settings)) {
            return List.of();
        }
        SmtpServer server = SmtpServer.of(settings)
                .orElseThrow(() -> settings.bad(SmtpServer.SERVER, Allowed.address("smtp.region.example:587")));
        List<String> all = Arrays.stream(settings.text(ADDRESSES).orElse("").split("[,\\s]+", -1))
                .filter(each -> !each.isEmpty())
                .toList();
        if (!all.stream().allMatch(SmtpServer::isAddress)) {
            throw settings.bad(ADDRESSES, Allowed.mail());
        }
        Optional<Path> file = settings.fileToRead(COMMUNES);
        MailReaders readers;
        try {
            readers = MailReaders.of(all, file.stream().toList());
        } catch (IOException e) {
            throw settings.bad(COMMUNES, Allowed.mailCommunes(String.valueOf(e.getMessage())));
        }
        Parts parts = new Parts(
                store,
                clock,
                server,
                readers,
                text,
                settings.choice("alert-mail-least", Severity.MEDIUM, Severity.class),
                settings.duration("alert-mail-digest", Duration.ofDays(1), Duration.ofMinutes(5), Duration.ofDays(7)));
        return List.of(new MailSink(parts, false), new MailSink(parts, true));
    }
}
