package bzh.vigie.collector;

import bzh.vigie.collector.console.sign.SignInRules;
import bzh.vigie.collector.openid.OpenIdSettings;
import bzh.vigie.collector.openid.Provider;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Checks whether people can sign in by the OpenID provider: what it says of itself and its keys are read now. */
final class OpenIdChecks {
    private final CollectorFolder folder;
    private final InstantSource time;

    OpenIdChecks(CollectorFolder folder, InstantSource time) {
        this.folder = folder;
        this.time = time;
    }

    /** Nothing where no provider is configured, or the configuration as a whole cannot be read. */
    List<Check> all() {
        CollectorConfig config;
        try {
            config = CollectorConfig.read(folder);
        } catch (BadSettingException saidElsewhere) {
            return List.of();
        }
        try {
            Optional<OpenIdSettings> settings = OpenIdSettings.of(config.settings(), config.consoleAddress());
            if (settings.isEmpty()) {
                return List.of();
            }
            boolean asked = SignInRules.asksTheProvider(
                    SignInRules.secondFactor(config.settings()), settings.get().contexts());
            return asked ? List.of(check(settings.get())) : List.of(check(settings.get()), Check.note("openid-factor"));
        } catch (BadSettingException e) {
            return List.of(Check.wrong("openid-settings", String.valueOf(e.getMessage())));
        }
    }

    private Check check(OpenIdSettings settings) {
        String issuer = settings.issuer().toString();
        try (Provider provider = Provider.of(settings, time, new SecureRandom())) {
            provider.refresh();
            return Check.good("openid", issuer, settings.answer().toString());
        } catch (IOException e) {
            return Check.wrong("openid-down", issuer, String.valueOf(e.getMessage()));
        }
    }
}
