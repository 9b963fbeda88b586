package bzh.vigie.collector;

import bzh.vigie.collector.console.ConsoleTls;
import bzh.vigie.event.Sha256;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows the console's certificate anew when its files change, since what renews it does not know the collector. New connections
 * get the new one. While the two files do not fit each other, as between their renewals, or one cannot be read, the old one stays, and they
 * are read again each minute: what kept them from being read may have gone without a change of theirs. Thread-safe.
 */
final class CertificateWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CertificateWatch.class.getName());

    /** Who shows the certificate. */
    @FunctionalInterface
    interface Shows {
        /** From now on this one. */
        void serve(ConsoleTls certificate) throws IOException;
    }

    private final Settings settings;
    private final Shows console;
    private final ScheduledExecutorService timer;
    private Optional<Sha256> shown;
    private Optional<Sha256> said = Optional.empty();
    private Optional<String> trouble = Optional.empty();

    /** Looks every minute at the files that these settings name; what they hold now is shown already. */
    CertificateWatch(Settings settings, Shows console) {
        this.settings = settings;
        this.console = console;
        this.shown = content();
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("certificate-watch").daemon().factory());
        var _ = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.MINUTES);
    }

    /** That the files hold another certificate than is shown, and why it is not; empty where they hold that one. */
    synchronized List<Check> checks() {
        return trouble.map(why -> Check.wrong("console-certificate-old", why)).stream()
                .toList();
    }

    /** Looks now. That they cannot be used is logged once for each content, and is among what is wrong for as long as it is so. */
    synchronized void look() {
        Optional<Sha256> now = content();
        if (now.equals(shown)) {
            trouble = Optional.empty();
            return;
        }
        try {
            Optional<ConsoleTls> certificate = ConsoleCertificate.configured(settings);
            if (certificate.isPresent()) {
                console.serve(certificate.get());
                LOG.log(
                        Level.INFO,
                        "the console''s certificate was read anew; it is valid until {0}",
                        certificate.get().chain().getFirst().getNotAfter().toInstant());
            }
            shown = now;
            trouble = Optional.empty();
        } catch (BadSettingException | IOException | RuntimeException e) {
            if (trouble.isEmpty() || !now.equals(said)) {
                LOG.log(Level.WARNING, "the console's certificate changed and cannot be used; the one before stays", e);
            }
            said = now;
            String why = e.getMessage();
            trouble = Optional.of(why == null ? e.toString() : why);
        }
    }

    /** What both files hold; empty where one cannot be read. */
    private Optional<Sha256> content() {
        MessageDigest digest = Sha256.digest();
        for (String key : List.of(ConsoleCertificate.CERTIFICATE, ConsoleCertificate.KEY)) {
            try {
                Optional<Path> file = settings.path(key);
                if (file.isPresent()) {
                    byte[] bytes = Files.readAllBytes(file.get());
                    digest.update(bytes);
                    digest.update((byte) 0);
                }
            } catch (IOException | BadSettingException e) {
                LOG.log(Level.DEBUG, "not there now", e);
                return Optional.empty();
            }
        }
        return Optional.of(Sha256.of(digest.digest()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
