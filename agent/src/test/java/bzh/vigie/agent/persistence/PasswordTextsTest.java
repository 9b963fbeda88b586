package bzh.vigie.agent.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords that people write into texts about accounts: that there is one is told, and nothing of it leaves the computer. */
final class PasswordTextsTest {
    private static String account(String name, long rid, String... more) {
        return "dn: CN=" + name + ",CN=Users,{domain}\nobjectClass: top\nobjectClass: user\nsAMAccountType: 805306368\n"
                + "sAMAccountName: " + name + "\nobjectSid:: " + HeldDirectory.sid(rid) + "\nuserAccountControl: 512\n"
                + String.join("\n", more) + "\n\n";
    }

    private static List<Item> told(String attribute, String text) {
        return PlaceReading.items("ad.account.weak", account("anne", 1101, attribute + ": " + text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mdp : Bretagne29",
                "Scanner du 2e, mot de passe=Ete2026!",
                "Password is Summer2025",
                "password Welcome-1",
                "PWD:toto",
                "compte de service (mdp: azerty)",
                "Motdepasse -> quimper",
                "code d'accès : 4512",
                "passphrase = correct_horse_1",
                "MDP 29000000",
                "Accueil - pw=Kenavo#3"
            })
    void whatLooksLikeAPasswordIsToldWithoutIt(String text) {
        List<Item> items = told("description", text);
        assertEquals(
                List.of("password-in-text description"),
                items.stream().map(Item::name).toList());
        String secret = text.replaceAll(".*[\\s:=]", "").replace(")", "");
        assertFalse(items.toString().toLowerCase(Locale.ROOT).contains(secret.toLowerCase(Locale.ROOT)), secret);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Changer le mot de passe tous les 90 jours",
                "Compte sans mot de passe : voir l'annexe 3",
                "Code postal 29000",
                "Password never expires",
                "Réinitialise les mots de passe",
                "mdp : voir le coffre de la DSI",
                "Service des passeports, bureau 12",
                "Code APE 8411Z de la commune, compass 3",
                "must change password at next logon",
                "Built-in account for administering the computer/domain"
            })
    void whatSpeaksOfPasswordsIsNone(String text) {
        assertEquals(List.of(), told("description", text));
    }

    @Test
    void eachFreeTextIsReadAndAnAdministratorsIsGraver() {
        List<Item> items = PlaceReading.items(
                "ad.account.weak",
                account("anne", 1101, "info: mdp: Kenavo29", "comment: pwd=Kenavo29")
                        + account("chef", 1102, "adminCount: 1", "info: mot de passe Kenavo29"));
        assertEquals(
                Set.of("anne password-in-text notes", "anne password-in-text comment", "chef password-in-text notes"),
                items.stream()
                        .map(item -> item.source().substring(3, 7) + " " + item.name())
                        .collect(Collectors.toSet()));
        assertEquals(
                Set.of("chef"),
                items.stream()
                        .filter(item -> item.traits().contains(Trait.SUPERUSER))
                        .map(item -> item.source().substring(3, 7))
                        .collect(Collectors.toSet()));
    }
}
