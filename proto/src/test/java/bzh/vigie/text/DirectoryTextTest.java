package bzh.vigie.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What agents write of a directory is said in French, and names in it are what they were. */
final class DirectoryTextTest {
    private static final Pattern GROUP = Pattern.compile("\\{[0-9][?!#]?\\}");

    private static String french(String location, String text) {
        return DirectoryText.say(location, text, Locale.FRENCH);
    }

    @Test
    void bothLanguagesHaveTheSamePhrasesWithTheSamePlaces() {
        ResourceBundle english = ResourceBundle.getBundle("bzh.vigie.text.directory", Locale.ROOT);
        ResourceBundle french = ResourceBundle.getBundle("bzh.vigie.text.directory", Locale.FRENCH);
        assertEquals(english.keySet(), french.keySet());
        for (String key : english.keySet()) {
            assertEquals(
                    GROUP.matcher(english.getString(key))
                            .results()
                            .map(MatchResult::group)
                            .sorted()
                            .toList(),
                    GROUP.matcher(french.getString(key))
                            .results()
                            .map(MatchResult::group)
                            .sorted()
                            .toList(),
                    key);
        }
    }

    /** Each is what a reading of that place tells. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, quoteCharacter = '`', textBlock = """
        ad.rights.domain | Nuit (S-1-5-21-1-2-3-1187, group): extended-right DS-Replication-Get-Changes-All over the domain, for user, for what lies below, which lets copy every password | Nuit (S-1-5-21-1-2-3-1187, group) : copier tous les mots de passe (DS-Replication-Get-Changes-All) sur le domaine, pour user, pour ce qui est dessous, ce qui permet de copier tous les mots de passe
        ad.rights.protected | x (S-1-5-21-1-2-3-1187): full-control over Domain Admins, said to come from above, where it is not, which lets do anything with it | x (S-1-5-21-1-2-3-1187) : contrôle total (full-control) sur Domain Admins, qui dit venir d’au-dessus, où il n’est pas, ce qui permet d’en faire n’importe quoi
        ad.policy.link | {31B2F340-016D-11D2-945F-00C04FB984F9} (Postes); switched off; each domain has it by itself | {31B2F340-016D-11D2-945F-00C04FB984F9} (Postes) ; désactivé ; chaque domaine l’a de lui-même
        ad.account.weak | runs at each logon: \\\\srv\\a.bat, of an account that holds the domain | lance à chaque ouverture de session : \\\\srv\\a.bat, d’un compte qui tient le domaine
        ad.rights.domain | S-1-5-21-1-2-3-1187 (x): extended-right DS-Replication-Get-Changes-All, for user, for what lies below | S-1-5-21-1-2-3-1187 (x) : copier tous les mots de passe (DS-Replication-Get-Changes-All), pour user, pour ce qui est dessous
        ad.rights.unit | S-1-1-0 (Everyone): full-control | S-1-1-0 (Everyone) : contrôle total (full-control)
        ad.rights.unit | S-1-1-0 (Everyone): owner, said to come from above, where it is not | S-1-1-0 (Everyone) : propriétaire (owner), qui dit venir d’au-dessus, où il n’est pas
        ad.rights.protected | S-1-5-11 write-property member of group below from above | S-1-5-11 écrire des propriétés (write-property) member pour group dessous d’au-dessus
        ad.rights.protected | S-1-5-11 owner | S-1-5-11 propriétaire (owner)
        ad.audit | missing: write-property, create-child by everybody | manque, pour tout le monde : écrire des propriétés (write-property), créer ce qui est dessous (create-child)
        ad.certificate-template | schema 2; names by who asks; given at once; signatures 0; for client smart-card-log-on; 365 days; flags 0x1 0x2 0x3; offered by CA1; may ask: S-1-5-11 (Authenticated Users), and 3 more; automatically: administrators alone | schéma 2 ; noms choisis par qui demande ; délivré aussitôt ; signatures 0 ; pour client ouverture-par-carte ; 365 jours ; options 0x1 0x2 0x3 ; proposé par CA1 ; peuvent demander : S-1-5-11 (Authenticated Users), et 3 autres ; automatiquement : les administrateurs seuls
        ad.certificate-template | whoever asks chooses whose name it bears, and one logs on with it; may ask: S-1-5-11 | qui demande choisit le nom qu’il porte, et il ouvre une session ; peuvent demander : S-1-5-11
        ad.certificate-template | S-1-5-11 may change the template: write-property about from above | S-1-5-11 peut changer le modèle : write-property about (d’au-dessus)
        ad.certification-authority | lets in by Kerberos or NTLM, and whoever is made to log on to somebody can be passed on to it | laisse entrer par Kerberos ou NTLM, et qui est amené à s’identifier ailleurs peut y être relayé
        ad.certification-authority | CN=x — CN=y, 2020-01-01T00:00:00Z – 2030-01-01T00:00:00Z; of no authority that the directory has | CN=x — CN=y, 2020-01-01T00:00:00Z – 2030-01-01T00:00:00Z ; d’aucune autorité que l’annuaire connaisse
        ad.issuance-policy | Haute; linked to no group | Haute ; liée à aucun groupe
        ad.explicit-mapping | logs on with any certificate that bears that name (ESC14), of an account that holds the domain | ouvre une session avec tout certificat qui porte ce nom (ESC14), d’un compte qui tient le domaine
        ad.group.privileged | S-1-5-21-1-2-3-1200 (anne) in Domain Admins through Nuit > Astreinte | S-1-5-21-1-2-3-1200 (anne) dans Domain Admins par Nuit > Astreinte
        ad.group.privileged | CN=x,{domain} in Admins, which the computer may not read | CN=x,{domain} dans Admins, que l’ordinateur n’a pas le droit de lire
        ad.key-credential | key SHA-256 ab, usage log-on, device none, made for CN=x,{domain}, of an account that holds the domain | clé SHA-256 ab, usage ouverture de session, appareil aucun, faite pour CN=x,{domain}, d’un compte qui tient le domaine
        ad.delegation | may act towards cifs/srv as anybody, without a ticket of theirs | peut agir auprès de cifs/srv au nom de n’importe qui, sans ticket de sa part
        ad.account.weak | anybody gets a ticket for HTTP/x to guess its password from, of an account that holds the domain | n’importe qui obtient un ticket pour HTTP/x, de quoi deviner son mot de passe, d’un compte qui tient le domaine
        ad.account.managed | state 2, may do all that CN=svc,{domain} may | état 2, peut tout ce que peut CN=svc,{domain}
        ad.controller | PC$: a controller by its account, outside the controllers' unit, not in the controllers' group (515), with 2 server objects that replicate | PC$ : contrôleur d’après son compte, hors de l’unité des contrôleurs, pas dans le groupe des contrôleurs (515), avec 2 objets serveurs qui répliquent
        ad.controller | a server object of CN=PC,{domain}, which is no controller, does not replicate | un objet serveur de CN=PC,{domain}, qui n’est pas un contrôleur, ne réplique pas
        ad.password-age | signs every ticket of the domain, version 3, set 2026-01-01T00:00:00Z | signe tous les tickets du domaine, version 3, changé le 2026-01-01T00:00:00Z
        ad.password-age | old krbtgt | ancien : krbtgt
        ad.policy | Postes; version 3 for machines, 0 for users; machines: registry, scheduled tasks (switched off) | Postes ; version 3 pour les machines, 0 pour les utilisateurs ; machines : registre, tâches planifiées (désactivé)
        ad.policy.link | Postes; enforced; the computer may not read it, or it is gone | Postes ; imposé ; l’ordinateur n’a pas le droit de la lire, ou elle n’existe plus
        ad.policy.software | \\\\srv\\x.msi; for machines; by Postes | \\\\srv\\x.msi ; pour les machines ; par Postes
        ad.settings | Print Operators are no longer protected as administrators are | Print Operators ne sont plus protégés comme les administrateurs
        ad.settings | dSHeuristics anonymous | dSHeuristics sans nom
        ad.trust | AUTRE S-1-5-21-9-9-9, direction both, type 2, attributes 0x20 within-forest rc4 | AUTRE S-1-5-21-9-9-9, sens les deux, type 2, attributs 0x20 dans-la-forêt rc4
        ad.sysvol.script | unreadable | illisible
        ad.settings | at least 0 characters, of any kind, kept so that controllers can read them; for CN=x,{domain} | au moins 0 caractères, de n’importe quelle sorte, gardés sous une forme que les contrôleurs peuvent lire ; pour CN=x,{domain}
        ad.trust | AUTRE S-1-5-21-9-9-9, direction both, type 2, attributes 0x0; whoever rules it may act as anybody here (SID filtering is off) | AUTRE S-1-5-21-9-9-9, sens les deux, type 2, attributs 0x0 ; qui la tient peut agir ici au nom de n’importe qui (filtrage des SID désactivé)
        ad.rights.unit | S-1-5-21-1-2-3-1164 (GG): write-property lockoutTime, for user, for what lies below | S-1-5-21-1-2-3-1164 (GG) : déverrouiller (lockoutTime), pour user, pour ce qui est dessous
        ad.rights.domain | ivan (S-1-5-21-1-2-3-1125): extended-right DS-Replication-Get-Changes-All over the domain, which lets copy every password | ivan (S-1-5-21-1-2-3-1125) : copier tous les mots de passe (DS-Replication-Get-Changes-All) sur le domaine, ce qui permet de copier tous les mots de passe
        ad.group.privileged | Administrators: something of it may not be read by the computer | Administrators : l’ordinateur n’a pas le droit d’en lire une partie
        ad.sysvol.preference | create; at once; cmd.exe /c x as NT AUTHORITY\\System; by {97350784-0000-4000-8000-000000000001} (Horloge) | créer ; immédiatement ; cmd.exe /c x en tant que NT AUTHORITY\\System ; par la stratégie Horloge {97350784-0000-4000-8000-000000000001}
        ad.sysvol.preference | update; rename  disabled 0; with a password that anybody can read | mettre à jour ; sans changer de nom, actif ; avec un mot de passe que tout le monde peut lire
        ad.sysvol.preference | task Maj | tâche Maj
        ad.sysvol.preference | update; start DISABLED STOP | mettre à jour ; démarrage désactivé STOP
        ad.sysvol.script | logon powershell 0 | ouverture de session powershell 0
        ad.sysvol.redirection | Startup of S-1-1-0 (Everyone) | Startup de S-1-1-0 (Everyone)
        ad.policy.link | Default Domain Policy; not linked here; each domain has it by itself | Default Domain Policy ; pas liée ici ; chaque domaine l’a de lui-même
        """)
    void whatIsToldOfAPlaceIsSaidInFrench(String location, String english, String said) {
        assertEquals(said, french(location, english));
        assertEquals(english, DirectoryText.say(location, english, Locale.ENGLISH));
        assertEquals(english, DirectoryText.say("windows.service", english, Locale.FRENCH));
    }

    @Test
    void aSentenceOfASourceIsSaidToo() {
        String detail = SourceText.detail("sysvol-missing", "X");
        assertEquals(
                "a.bat : il n’a pas pu être lu : " + SourceText.say(detail, Locale.FRENCH),
                french("ad.sysvol.script", "a.bat: it cannot be read: " + SourceText.say(detail, Locale.ENGLISH)));
    }

    @Test
    void aNameStaysWhatItWas() {
        assertEquals(
                "security ; version 1 pour les machines, 2 pour les utilisateurs",
                french("ad.policy", "security; version 1 for machines, 2 for users"));
        assertEquals("PC$", french("ad.controller", "PC$"));
        assertEquals("", french("ad.controller", ""));
        assertEquals("a\nb", french("ad.controller", "a\nb"));
        assertTrue(french("ad.delegation", "may act towards registry for who comes to it")
                .contains("auprès de registry"));
    }

    @Test
    void namesComeBeforeNumbersAndAnObjectIsCalledAsPeopleCallIt() {
        String ivan = "S-1-5-21-1-2-3-1125 (ivan): full-control";
        assertEquals("ivan (S-1-5-21-1-2-3-1125): full-control", DirectoryText.people(ivan, Locale.ENGLISH));
        assertEquals("ivan: full-control", DirectoryText.names(DirectoryText.people(ivan, Locale.ENGLISH)));
        assertEquals(
                "groupe GG-LAPS (S-1-5-21-1-2-3-1107) : droit",
                DirectoryText.people("S-1-5-21-1-2-3-1107 (GG-LAPS, group) : droit", Locale.FRENCH));
        assertEquals("l’objet lui-même (S-1-5-10) : x", DirectoryText.people("S-1-5-10 : x", Locale.FRENCH));
        assertEquals("Domain Admins", DirectoryText.object("CN=Domain Admins,CN=Users,{domain}", ""));
        assertEquals("OU Écoles", DirectoryText.object("OU=Écoles,OU=Sites,{domain}", ""));
        assertEquals("Dupont, Anne", DirectoryText.object("CN=Dupont\\, Anne,OU=Accueil,{domain}", ""));
        assertEquals(
                "Default Domain Policy",
                DirectoryText.object("CN={31B2F340-016D-11D2-945F-00C04FB984F9},CN=Policies,CN=System,{domain}", ""));
        assertEquals(
                "Postes (Registry.pol)",
                DirectoryText.object(
                        "SYSVOL\\Policies\\{11111111-2222-3333-4444-555555555555}\\Machine\\Registry.pol", "Postes"));
        assertEquals("", DirectoryText.object("", ""));
    }

    /** A name may be made of what stands between names. */
    @Test
    void anyTextIsTaken() {
        for (String part : new String[] {" in ", "; ", ", ", " through ", ": owner", ", for ", ", made for "}) {
            String much = part.repeat(4_096 / part.length());
            for (String location :
                    new String[] {"ad.group.privileged", "ad.rights.unit", "ad.key-credential", "ad.trust"}) {
                assertEquals(0, french(location, "x" + much).indexOf('x'));
            }
        }
        String longer = "x".repeat(5_000);
        assertEquals(longer, french("ad.trust", longer));
    }
}
