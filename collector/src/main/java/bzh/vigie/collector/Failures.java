package bzh.vigie.collector;

import bzh.vigie.collector.detect.sigma.RefusedException;
import bzh.vigie.collector.gateway.CannotListenException;
import bzh.vigie.collector.identity.IdentityException;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** What ended a command, as a sentence for who typed it. */
final class Failures {
    private static final System.Logger LOG = System.getLogger(Failures.class.getName());

    private Failures() {}

    /** The sentence; of what is not expected, the name too, and the rest goes to the log. */
    static String say(Exception failure, Locale locale) {
        Words words = Words.of(Main.class, locale);
        return switch (failure) {
            case BadSettingException bad -> Words.clean(bad.in(locale), 4_000);
            case IdentityException identity -> Words.clean(identity.in(locale));
            case StoreException store -> StoreWork.sentence(Words.of(StoreWork.class, locale), store);
            case AnotherCollectorException another ->
                words.say("another-collector", another.folder().toString());
            case CannotListenException cannot ->
                words.say(
                        "cannot-listen",
                        cannot.address(),
                        words.say("cannot-listen." + cannot.why().name(), String.valueOf(cannot.getMessage())));
            case RefusedException refused -> Words.clean(refused.refused().in(locale));
            case NoSuchFileException absent -> words.say("file-absent", String.valueOf(absent.getFile()));
            case AccessDeniedException denied -> words.say("file-denied", String.valueOf(denied.getFile()));
            case FileSystemException file
            when file.getReason() == null ->
                words.say(
                        "file-failed",
                        file.getFile() + ": " + file.getClass().getSimpleName().replace("Exception", ""));
            case IOException io -> words.say("file-failed", String.valueOf(io.getMessage()));
            default -> {
                LOG.log(Level.DEBUG, "not expected", failure);
                yield words.say("unexpected", failure.getClass().getSimpleName(), String.valueOf(failure.getMessage()));
            }
        };
    }
}
