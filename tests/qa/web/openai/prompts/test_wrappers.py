"""Questions within what retrieval programs make of them: their forms, with contents of our own."""

from __future__ import annotations

import pytest

from qa.web.openai.prompts.wrappers import question_in

ASKED = "Who rang the bell at Orsby?"
CONTEXT = (
    "The bell of Orsby was cast in 1811.\nQuestion: what is bronze?\nIt hangs in the north tower.\n\nNobody rings it."
)

WRAPPED = {
    "fences, query, answer": (
        "Context information is below.\n---------------------\n{context}\n---------------------\n"
        "Given the context information and not prior knowledge, answer the query.\nQuery: {question}\nAnswer: "
    ),
    "pieces of context": (
        "Use the following pieces of context to answer the question at the end. If you do not know, say so.\n\n"
        "{context}\n\nQuestion: {question}\nHelpful Answer:"
    ),
    "question before context": (
        "You answer questions. Use the following pieces of retrieved context; three sentences at most.\n"
        "Question: {question}\nContext: {context}\nAnswer:"
    ),
    "documents": (
        "Given these documents, answer the question.\nDocuments:\n{context}\n{context}\n\nQuestion: {question}\nAnswer:"
    ),
    "tags": "### Task:\nRespond.\n<context>\n{context}\n</context>\n<user_query>\n{question}\n</user_query>\n",
    "question after a closed block": (
        "Respond to the user with the provided context and cite it.\n\n<context>\n{context}\n</context>\n\n{question}"
    ),
    "headings": "## Context\n{context}\n\n## Question\n{question}\n\n## Answer\n",
    "bold labels": "**Context:** {context}\n\n**Question:** {question}\n\n**Answer:**",
    "user question": "Answer from the sources only.\nSources:\n{context}\n\nUser question: {question}",
    "question, then material with a question and its answer": (
        "Answer with the passages.\n\nQuestion: {question}\nPassages: {context}\nAnswer: it is a metal.\nAnswer:"
    ),
    "numbered context": "Reply with the context.\n[CONTEXT 0]:\n{context}\n[END CONTEXT 0]\n\n{question}",
    "three quotation marks": 'Use the articles in quotes to answer.\n\n"""{context}"""\n\nQuestion: {question}',
    "code fence": "```\n{context}\n```\n\nUsing only the text above, {question}",
    "question first": "{question}\n\n<context>\n{context}\n</context>",
    "announced within a line": "Here are the documents:\n\n{context}\n\nWith these, my question is: {question}",
    "order in a line": "Documents:\n{context}\n\n---\nPlease answer from the text above: {question}",
    "chat marks": "[INST] Use the context to answer. Context: {context} Question: {question} [/INST]",
    "brackets": "[Context]\n{context}\n\n[Question]\n{question}\n\n[Answer]",
    "letters": "Answer with the passages.\n\nC: {context}\n\nQ: {question}\nA:",
    "question below its announcement": "Here is the context:\n{context}\n\nHere is the user's question:\n{question}",
    "German": "Beantworte die Frage mit dem Kontext.\n\nKontext:\n{context}\n\nFrage: {question}\nAntwort:",
    "Spanish": "Usa el contexto para responder.\n\nContexto:\n{context}\n\nPregunta: {question}\nRespuesta:",
    "Chinese": "参考资料：\n{context}\n\n问题：{question}\n回答：",
    "an answer to refine": (
        "The query is as follows: {question}\nAn existing answer: The sexton.\nRefine it by the context below."
        "\n------\n{context}\n------\nIf it is of no use, return the existing answer.\nRefined answer:"
    ),
    "several answers": 'Responses of models to the user query: "{question}"\n\nSynthesize one reply of them: A. B.',
    "no word of what is given": "I hold these files for you.\n\n{context}\n\nMy question: {question}",
    "xml and an instruction": (
        '<documents>\n<document index="1">{context}</document>\n</documents>\n'
        "Answer with what the documents say.\n\n<question>{question}</question>"
    ),
    "question above its sources": "{question}\n\nSources:\n{context}",
    "question above an order and its material": (
        "{question}\n\nBelow is the information for it.\n-------------\n{context}\n-------------\n"
        "Given the context, answer the user.\n"
    ),
    "question below its excerpts, without a label": "### Context:\nFolder: notes\nExcerpt: {context}\n\n{question}",
    "question below a line of marks": (
        "Using the provided context, answer the user.\n----------\n{context}\n----------\n{question}"
    ),
    "question below what was pasted": "```notes.txt\n{context}\n```\n{question}",
    "a sentence that ends in the question": (
        'Read this first.\n"""\n{context}\n"""\nAccording to the documents above, write a good response to: {question}'
    ),
    "a request between tags": (
        '<attachments>\n<attachment id="bells">\n{context}\n</attachment>\n</attachments>\n<reminder>\nNo guesses.\n'
        "</reminder>\n<userRequest>\n{question}\n</userRequest>"
    ),
    "a task and what surrounds it": (
        "<task>\n{question}\n</task>\n\n<environment_details>\n{context}\n</environment_details>"
    ),
    "a tag that the guidelines name": (
        "### Task:\nRespond with the context; cite only where the <source> tag has an id.\n\n<context>\n"
        '<source id="1">{context}</source>\n</context>\n{question}'
    ),
    "labels between marks": (
        "---Role---\n\nYou respond.\n\n---Document Chunks---\n{context}\n\n---User Query---\n{question}"
    ),
    "Chinese, with demands": "已知信息：\n{context}\n回答要求：\n- 请简洁。\n问题：\n{question}",
    "Polish": "Kontekst:\n{context}\n\nPytanie: {question}\nOdpowiedź:",
    "Turkish": "Bağlam:\n{context}\n\nSoru: {question}\nCevap:",
    "Arabic": "السياق:\n{context}\n\nالسؤال: {question}\nالإجابة:",
    "a tag of a name of its own": "<kept_notes>\n{context}\n</kept_notes>\n\n{question}",
    "a tag with attributes before the user's": '<hall lang="en">\n{context}\n</hall>\n<user>{question}</user>',
    "closed brackets": "[CONTEXT]\n{context}\n[/CONTEXT]\n[QUESTION]\n{question}\n[/QUESTION]",
    "names of variables": "{{{{context}}}}\n{context}\n\n{{{{question}}}}\n{question}",
    "results for a question": 'These are search results for "{question}":\n\n1. {context}\n\nWrite a full reply.',
    "an order about them": "Notes of the sexton:\n\n{context}\n\nBased on these, my question is: {question}",
    "who asks": "From the parish archive.\n{context}\n\nA visitor asks: “{question}”\n\nBe kind.",
    "what is wanted": "You are a guide. Speak of this alone:\n\n{context}\n\nThe visitor wants to know: {question}",
    "an arrow": "Background:\n{context}\n\nQuery -> {question}",
    "sources by number": "Source 1: {context}\nSource 2: nothing\n\nUsing the sources above, answer: {question}",
    "results of a tool": "Tool results:\n{context}\n\nOriginal user message: {question}",
    "turns of ChatML": (
        "<|im_start|>system\n{context}<|im_end|>\n<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n"
    ),
    "turns by headers": (
        "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nContext: {context}\n\nQuestion: {question}"
        "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n"
    ),
    "turns that start and end": "<start_of_turn>user\n{question}<end_of_turn>\n<start_of_turn>model\n",
    "an answer to come": "Human: {question}\n\nAssistant:",
    "an example before it": "Q: What is bronze?\nA: A metal.\n\nQ: {question}\nA:",
    "Swedish": "Sammanhang:\n{context}\n\nFråga: {question}\nSvar:",
}


@pytest.mark.parametrize("name", WRAPPED)
def test_the_question_within_is_found(name: str) -> None:
    assert question_in(WRAPPED[name].format(context=CONTEXT, question=ASKED)) == ASKED


@pytest.mark.parametrize("name", WRAPPED)
def test_it_is_found_in_long_material(name: str) -> None:
    context = "\n\n".join(f"Passage {number} tells of weather and roads." for number in range(300))
    assert question_in(WRAPPED[name].format(context=context, question=ASKED)) == ASKED


@pytest.mark.parametrize(
    "text",
    [
        ASKED,
        "Here are two questions. Who rang the bell?\nAnd who paid for it?",
        "According to the article, who rang the bell at Orsby?",
        "Q: Who rang the bell?",
        "I have two questions.\n1. Who rang the bell?\n2. When?",
        "The articles say that the bell rang.\n\nWho rang it?",
        "What is the answer to the question of who owns the bell?",
        "What does the article say about the question: who owns the bell?",
        "I read about Orsby.\nWho rang the bell?",
        "Who wrote the query language?\n\nAnd when?",
        "Question: who rang the bell?",
        "What is the context of the strike?\nI mean the one of 1911.",
        "Who said that the <task> was done?",
        "<b>Who</b> rang it?\n<i>And</i> when?",
        'Show what the articles about "the bell" say.',
        "Text: who wrote this on the bell?",
        "What did the guide say when asked: who rang it?",
        "Is this from the report?\n\nI read it on Monday. Or was it Tuesday?",
        "",
    ],
)
def test_a_plain_question_is_left_as_it_is(text: str) -> None:
    assert question_in(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "Previous conversation:\nHuman: Hello\nAI: Hello!\n\nCurrent question: {question}",
        "You are friendly.\n\nCurrent conversation:\nHuman: Hello\nAI: Hello!\nHuman: {question}\nAI:",
        "History:\nUser: Who cast it?\nAssistant: Ulf Brand did.\n\nUser: {question}",
        "user: Hello\nassistant: Hello!\nuser: {question}\nassistant:",
        "**User:** Hello\n**Assistant:** Hello!\n\n**Question:** {question}",
        "Talk:\n- Human: Hello\n- Bot: Hello! Who are you?\n- Human: {question}",
    ],
)
def test_the_question_behind_a_talk_that_is_written_out_is_found(text: str) -> None:
    assert question_in(text.format(question=ASKED)) == ASKED


@pytest.mark.parametrize(
    "text",
    [
        "Who is rude here?\nUser: Hello\nAssistant: Go away.\nUser: Why?",
        "User: Who rang the bell?",
        "Human: Hello\nHuman: Who rang the bell?",
    ],
)
def test_a_talk_that_is_asked_about_is_left_as_it_is(text: str) -> None:
    assert question_in(text) == text


@pytest.mark.slow
def test_long_texts_are_read_in_one_pass() -> None:
    """Each tag or label looked through to the end of the text would hold up the server for minutes."""
    for piece in (
        "User: a\nAI: b\n",
        "<query>",
        "Question:\n",
        "</context>\n",
        "Context: a\n",
        "question question ",
        "[CONTEXT 0]",
        '"""',
        "A: b\n",
        "query: ",
        "<|im_start|>user\n",
        '\nresults for "',
        "\n".join(f"<a{n}>" for n in range(3000)),
        "[CONTEXT]\n[/",
    ):
        assert question_in(piece * (100_000 // len(piece))) is not None


@pytest.mark.parametrize("name", ["question", "query", "input", "user_query", "userMessage"])
def test_an_object_that_holds_the_question_beside_its_context_is_read(name: str) -> None:
    assert question_in(f'{{"context": "The bell is of bronze.", "{name}": "{ASKED}"}}') == ASKED


def test_a_template_of_one_line_that_waits_for_the_answer_is_read() -> None:
    line = (
        f"Use the context to answer the question at the end. The bell is of bronze. Question: {ASKED} Helpful answer:"
    )
    assert question_in(line) == ASKED
