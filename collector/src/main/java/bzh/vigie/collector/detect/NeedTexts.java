package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.sigma.Need;
import bzh.vigie.event.AuditSubcategory;
import bzh.vigie.text.Printable;
import java.text.MessageFormat;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Collectors;

/** Says what must be set on a host for a rule's events to be written there: French for a French locale, English for any other. */
public final class NeedTexts {
    private NeedTexts() {}

    /** All of them, separated by semicolons. */
    public static String say(Collection<Need> needs, Locale locale) {
        return needs.stream().map(need -> say(need, locale)).collect(Collectors.joining(" ; "));
    }

    /** One of them; what an administrator runs for it, where there is such a command, in brackets. */
    public static String say(Need need, Locale locale) {
        return switch (need.kind()) {
            case AUDIT -> {
                Optional<AuditSubcategory> known = AuditSubcategory.named(need.text());
                yield known.isEmpty()
                        ? words("audit", locale, Printable.line(need.text(), 100), "?")
                        : words(
                                "audit",
                                locale,
                                known.get().name(locale),
                                known.get().remedy());
            }
            case CHANNEL -> words("channel", locale, Printable.line(need.text(), 200));
            case SACL -> ofOurs("sacl.", need.text(), locale);
            case SETTING -> ofOurs("setting.", need.text(), locale);
        };
    }

    /** Whether there are words for it, which rules of others need not have. */
    static boolean isKnown(Need need) {
        return switch (need.kind()) {
            case AUDIT -> AuditSubcategory.named(need.text()).isPresent();
            case CHANNEL -> true;
            case SACL -> bundle(Locale.ROOT).containsKey("sacl." + need.text());
            case SETTING -> bundle(Locale.ROOT).containsKey("setting." + need.text());
        };
    }

    private static String ofOurs(String prefix, String code, Locale locale) {
        String key = prefix + code;
        return bundle(locale).containsKey(key)
                ? words(key, locale)
                : words(prefix + "other", locale, Printable.line(code, 200));
    }

    private static String words(String key, Locale locale, String... values) {
        return new MessageFormat(bundle(locale).getString(key), locale)
                .format(List.of(values).toArray());
    }

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(
                "bzh.vigie.collector.detect.NeedTexts",
                locale.getLanguage().equals("fr") ? Locale.FRENCH : Locale.ROOT,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
