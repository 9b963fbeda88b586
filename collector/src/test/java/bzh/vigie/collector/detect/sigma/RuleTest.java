package bzh.vigie.collector.detect.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The specification, modifier by modifier. */
final class RuleTest {
    private static final LogSource LINUX = new LogSource("linux", "process_creation", "");

    private static final SigmaRecord RECORD = SigmaRecord.of(LINUX)
            .put("Image", "/usr/bin/Python3")
            .put("CommandLine", "python3 -c \"import os\" C:\\Temp\\*.x -Enc WMIC.EXE")
            .put("Ip", "192.168.7.9")
            .put("Six", "fe80::1")
            .put("Size", "1024")
            .put("Empty", "")
            .put("Folder", "/usr/bin")
            .put("Names", List.of("Anna", "Yann"))
            .put("Dash", "cmd –enc x /c y")
            .put("Encoded", "xx" + "Zm9vYmFy" + "yy")
            .put("Wide", "ZgBvAG8A")
            .build();

    private static String rule(String detection) {
        return "title: t\nid: t\nlogsource:\n  product: linux\ndetection:\n" + detection.indent(2);
    }

    private static boolean holds(String detection) {
        RuleReader.Content content = RuleReader.read("t.yml", rule(detection));
        assertEquals(List.of(), content.refused());
        return content.rules().getFirst().holds(RECORD);
    }

    private static boolean field(String line) {
        return holds("s:\n  " + line + "\ncondition: s");
    }

    private static Refused refusal(String detection) {
        RuleReader.Content content = RuleReader.read("t.yml", rule(detection));
        assertEquals(List.of(), content.rules());
        assertEquals(1, content.refused().size());
        return content.refused().getFirst();
    }

    @Test
    void textIsComparedWithoutCaseUnlessCased() {
        assertTrue(field("Image: /USR/bin/python3"));
        assertFalse(field("Image|cased: /USR/bin/python3"));
        assertTrue(field("Image|cased|endswith: Python3"));
        assertFalse(field("Image|cased|endswith: python3"));
        assertFalse(field("Image: /usr/bin/python"));
    }

    @Test
    void aTurkishMachineFoldsLikeAnyOther() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.of("tr", "TR"));
            SigmaRecord record = SigmaRecord.of(LINUX).put("Image", "WMIC.EXE").build();
            SigmaRule rule = RuleReader.read("t", rule("s:\n  Image: wmic.exe\ncondition: s"))
                    .rules()
                    .getFirst();
            assertTrue(rule.holds(record));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void wildcardsAndEscapesAreThoseOfTheSpecification() {
        assertTrue(field("Image: /usr/*/python?"));
        assertFalse(field("Image: /usr/?/python?"));
        assertTrue(field("CommandLine|contains: 'temp\\\\\\*.x'"));
        assertTrue(field("CommandLine|contains: 'C:\\Temp'"));
        assertTrue(field("CommandLine|contains: 'C:\\\\Temp'"));
        assertFalse(field("CommandLine|contains: 'temp\\\\\\?.x'"));
        assertTrue(TextPattern.parse("a\\\\\\\\b").matches("a\\\\b"));
        assertTrue(TextPattern.parse("a\\\\*").matches("a\\bc"));
        assertTrue(TextPattern.parse("a\\*").matches("a*"));
        assertFalse(TextPattern.parse("a\\*").matches("ab"));
        assertTrue(TextPattern.parse("end\\").matches("end\\"));
        assertTrue(TextPattern.parse("*a*b*c*").matches("xxaxxbxxc"));
        assertFalse(TextPattern.parse("*a*b*c").matches("xxaxxbxxcx"));
    }

    @Test
    void partsOfValuesAreFound() {
        assertTrue(field("Image|startswith: /usr"));
        assertTrue(field("Image|endswith: [ruby, python3]"));
        assertTrue(field("CommandLine|contains|all: [import, wmic]"));
        assertFalse(field("CommandLine|contains|all: [import, perl]"));
        assertTrue(field("CommandLine|all|contains: [import, wmic]"));
    }

    @Test
    void nothingAndEmptyAreNotTheSame() {
        assertTrue(field("Missing: null"));
        assertFalse(field("Empty: null"));
        assertTrue(field("Empty: ''"));
        assertFalse(field("Missing: ''"));
        assertTrue(field("Missing|exists: false"));
        assertTrue(field("Empty|exists: true"));
        assertTrue(field("Missing: [null, '']"));
    }

    @Test
    void regularExpressionsAreSoughtInTheValueAsItIs() {
        assertTrue(field("Image|re: 'Python\\d$'"));
        assertFalse(field("Image|re: 'python\\d$'"));
        assertTrue(field("Image|re|i: '^/USR.*python'"));
        assertTrue(refusal("s:\n  Image|re: '(?=x)y'\ncondition: s").reason().contains("regular expression"));
    }

    @Test
    void networksNumbersAndFieldsAreCompared() {
        assertTrue(field("Ip|cidr: 192.168.0.0/16"));
        assertFalse(field("Ip|cidr: 10.0.0.0/8"));
        assertTrue(field("Six|cidr: fe80::/10"));
        assertFalse(field("Image|cidr: 0.0.0.0/0"));
        assertTrue(field("Size|gte: 1024"));
        assertFalse(field("Size|gt: 1024"));
        assertTrue(field("Size|lt: 2000.5"));
        assertFalse(field("Image|lt: 5"));
        assertTrue(field("Image|fieldref|startswith: Folder"));
        assertFalse(field("Image|fieldref: Folder"));
        assertFalse(field("Image|fieldref: Missing"));
        assertTrue(field("Size|neq: 5"));
        assertFalse(field("Size|neq: 1024"));
        assertFalse(field("Missing|neq: 5"));
    }

    @Test
    void dashesOfOptionsStandForEachOther() {
        assertTrue(field("Dash|windash|contains: ' -enc'"));
        assertTrue(field("Dash|windash|contains|all: [' /enc ', ' -c ']"));
        assertFalse(field("Dash|contains: ' -enc'"));
    }

    @Test
    void encodedTextIsFoundWhereverItBegins() {
        assertTrue(field("Encoded|base64|contains: foobar"));
        assertTrue(field("Encoded|base64offset|contains: bar"));
        assertTrue(field("Encoded|base64offset|contains: ooba"));
        assertFalse(field("Encoded|base64offset|contains: nothing"));
        assertTrue(field("Wide|wide|base64: foo"));
        assertTrue(field("Wide|wide|base64offset|contains: fo"));
    }

    @Test
    void eachValueOfAFieldCounts() {
        assertTrue(field("Names: yann"));
        assertTrue(field("Names|all: [anna, yann]"));
        assertFalse(field("Names|all: [anna, erwan]"));
    }

    @Test
    void keywordsAreSoughtEverywhere() {
        assertTrue(holds("keywords:\n  - nobody\n  - 'import os'\ncondition: keywords"));
        assertTrue(holds("keywords:\n  '|all':\n    - wmic\n    - fe80\ncondition: keywords"));
        assertFalse(holds("keywords:\n  '|all':\n    - wmic\n    - nobody\ncondition: keywords"));
    }

    @Test
    void conditionsBindAsTheSpecificationSays() {
        String searches = "yes1:\n  Size: 1024\nyes2:\n  Names: anna\nno1:\n  Size: 1\n_hidden:\n  Size: 1\n";
        assertTrue(holds(searches + "condition: yes1 and not no1"));
        assertTrue(holds(searches + "condition: yes1 or no1 and no1"));
        assertFalse(holds(searches + "condition: (yes1 or no1) and no1"));
        assertFalse(holds(searches + "condition: not yes1 or no1"));
        assertTrue(holds(searches + "condition: 1 of them"));
        assertFalse(holds(searches + "condition: all of them"));
        assertTrue(holds(searches + "condition: all of yes*"));
        assertTrue(holds(searches + "condition: 2 of them"));
        assertFalse(holds(searches + "condition: 3 of them"));
        assertTrue(holds(searches + "condition: not 1 of no*"));
        assertTrue(holds(searches + "condition: any of yes*"));
        assertTrue(holds(searches + "condition:\n  - no1\n  - yes1"));
    }

    @Test
    void listsOfMapsAreAlternatives() {
        assertTrue(holds("s:\n  - Size: 1\n  - Names: yann\n    Size: 1024\ncondition: s"));
        assertFalse(holds("s:\n  - Size: 1\n  - Names: yann\n    Size: 1025\ncondition: s"));
    }

    @Test
    void whatIsNotUnderstoodIsRefusedWithItsLine() {
        assertEquals(7, refusal("s:\n  Size|sideways: 1\ncondition: s").line());
        assertTrue(refusal("s:\n  Size|expand: '%x%'\ncondition: s").reason().contains("expand"));
        assertTrue(refusal("s:\n  Size: 1\ncondition: s | count() > 5").reason().contains("aggregations"));
        assertTrue(refusal("s:\n  Size: 1\ncondition: t").reason().contains("'t'"));
        assertTrue(refusal("s:\n  Size: 1\ncondition: (s").reason().contains(")"));
        assertTrue(refusal("s:\n  Size: 1\n").reason().contains("no condition"));
        assertTrue(refusal("s:\n  Size: []\ncondition: s").reason().contains("empty list"));
        assertTrue(refusal("s:\n  Size: 1\ncondition: 0 of s").reason().contains("number"));
        assertTrue(refusal("s:\n  Ip|cidr: 1.2.3.4/99\ncondition: s").reason().contains("network"));
        assertTrue(refusal("s:\n  Size|gt: many\ncondition: s").reason().contains("number"));
        assertTrue(refusal("s:\n  Size: 1\n  Size: 2\ncondition: s").reason().contains("twice"));
    }

    @Test
    void aRuleIsOnlyForItsLogSource() {
        SigmaRule rule = RuleReader.read("t", rule("s:\n  Size: 1024\ncondition: s"))
                .rules()
                .getFirst();
        Rules rules = new PlainRules(List.of(rule));
        assertEquals(1, rules.judge(RECORD).size());
        assertEquals("1024", rules.judge(RECORD).getFirst().evidence().get("Size"));
        SigmaRecord other = SigmaRecord.of(new LogSource("windows", "process_creation", ""))
                .put("Size", "1024")
                .build();
        assertEquals(List.of(), rules.judge(other));
    }
}
