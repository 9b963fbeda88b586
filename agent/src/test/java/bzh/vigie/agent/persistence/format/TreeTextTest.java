package bzh.vigie.agent.persistence.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import bzh.vigie.agent.persistence.format.tree.TomlText;
import bzh.vigie.agent.persistence.format.tree.YamlText;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TreeTextTest {
    @Test
    void jsonIsReadAsFarAsItIsRight() {
        assertEquals(
                "/a/0=1 /a/1/b~1c=x /d=true",
                shown(JsonText.parse("\uFEFF{\"a\":[1,{\"b/c\":\"x\"}],\"d\":true,\"n\":null}")));
        Leaves torn = JsonText.parse("{\"a\":1,\"b\":");
        assertEquals("/a=1", shown(torn));
        assertEquals(1, torn.malformed());
        assertEquals(1, JsonText.parse("[".repeat(10_000)).malformed());
    }

    @Test
    void yamlOfConfigurationsIsRead() {
        assertEquals(
                "/services/web/image=nginx:1 /services/web/ports/0=80:80 /services/web/command/0=sh /services/web/command/1=-c"
                        + " /services/web/env/A=b c /text=one\ntwo /folded=a b",
                shown(yaml("""
                        # a comment
                        services:
                          web:
                            image: nginx:1   # not part
                            ports:
                            - "80:80"
                            command: [ sh, '-c' ]
                            env: { A: "b c" }
                        text: |
                          one
                            two
                        folded: a
                          b
                        """)));
    }

    @Test
    void aSequenceMayStandAsDeepAsItsKeyAndHoldMappings() {
        assertEquals("/l/0/name=a /l/0/p=1 /l/1/name=b /k=v", shown(yaml("l:\n- name: a\n  p: 1\n- name: b\nk: v\n")));
        assertEquals("/0/0=a /0/1=b /1=c", shown(yaml("- - a\n  - b\n- c\n")));
    }

    @Test
    void whatYamlIsNotUnderstoodIsCounted() {
        assertEquals(1, yaml("a: *anchor\n").malformed());
        assertEquals(1, yaml("<<: *base\nb: 1\n").malformed());
        assertEquals(1, yaml("? complex\n").malformed());
        assertEquals(1, yaml("a: [1, 2\n").malformed());
        assertEquals(0, yaml("a: &x 1\nb: !!str 2\n").malformed());
    }

    @Test
    void documentsOfYamlAreKeptApart() {
        List<Leaves> documents = YamlText.documents("a: 1\n---\na: 2\n".lines().toList());
        assertEquals(2, documents.size());
        assertEquals("/a=2", shown(documents.get(1)));
    }

    @Test
    void tomlIsRead() {
        Leaves toml = TomlText.parse("""
                top = 'a#b' # c
                [x."y.z"]
                n = 5
                list = [
                  "a", # c
                  "b"
                ]
                [[r]]
                name = "one"
                [r.d]
                p = { q = true }
                [[r]]
                name = "two"
                text = \"""
                l1
                l2\"""
                nonsense
                """.lines().toList());
        assertEquals(
                "/top=a#b /x/y.z/n=5 /x/y.z/list/0=a /x/y.z/list/1=b /r/0/name=one /r/0/d/p/q=true /r/1/name=two /r/1/text=l1\nl2",
                shown(toml));
        assertEquals(1, toml.malformed());
    }

    @Test
    void anyTextGivesAResultInBoundedTime() {
        Random random = new Random(21);
        String alphabet = " \n\n:-[]{}\"'\\#|>&*!?,=.ab0\t~%@`";
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(200); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            all(text.toString());
        }
        for (String part :
                List.of("[", "{", "- ", "a:\n ", "a: [", "\"", "'", "[[a]]\n", "a.b.", "|\n", " ", "-\n", "x: {a: ")) {
            String text = part.repeat(40_000 / part.length());
            assertTimeoutPreemptively(Duration.ofMinutes(10), () -> all(text), part);
        }
    }

    private static void all(String text) {
        List<String> lines = text.lines().toList();
        for (Leaves leaves : List.of(JsonText.parse(text), YamlText.parse(lines), TomlText.parse(lines))) {
            assertTrue(leaves.malformed() >= 0);
        }
    }

    private static Leaves yaml(String text) {
        return YamlText.parse(text.lines().toList());
    }

    private static String shown(Leaves leaves) {
        return leaves.all().stream()
                .map(leaf -> leaf.path() + "=" + leaf.value())
                .collect(Collectors.joining(" "));
    }
}
