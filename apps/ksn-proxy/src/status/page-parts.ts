/** Text that is HTML already; anything else that goes into `html` is escaped. */
export interface Html {
  readonly text: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => ENTITIES[one] ?? one);
}

export function html(pieces: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  const texts = values.map((value) => {
    if (typeof value === 'string') return escaped(value);
    return 'text' in value ? value.text : value.map(({ text }) => text).join('');
  });
  return { text: pieces.map((piece, i) => `${piece}${texts[i] ?? ''}`).join('') };
}

/** A table that screen readers can tell: a caption, and header cells with their scope. */
export function table(caption: string, header: readonly string[], rows: readonly (readonly Html[])[]): Html {
  const head = header.map((text) => html`<th scope="col">${text}</th>`);
  const body = rows.map(
    (cells) =>
      html`<tr>
        ${cells.map((cell) => html`<td>${cell}</td>`)}
      </tr>`,
  );
  return html`<section>
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </section>`;
}

export function figure(label: string, value: string, note: string): Html {
  return html`<div class="figure">
    <p>${label}</p>
    <p class="value">${value}</p>
    <p class="note">${note}</p>
  </div>`;
}
