import { type ProvenCertificate } from '#libs/confirmation';
import { legalDateOf } from '#libs/kernel';
import { markup, type Html } from './html';
import { day, layout, row, say, word, type PageContext } from './layout.page';
import { restrictionTable, rightsTable } from './notice.page';
import { annexCodes, certificateStates, type Word } from './wording.data';

/** Everything that the certificate says, whether it holds, and how to check that without this server. */
export function certificatePage(context: PageContext, proven: ProvenCertificate): string {
  const { certificate, document } = proven;
  const { data } = document;
  return layout(
    context,
    `${word(context, 'certificate')} ${certificate.number}`,
    markup`<article class="certificate">
        <p class="kind">${word(context, 'certificate')}</p>
        <h1><span class="number">${certificate.number}</span></h1>
        <p>
          <span class="state ${certificate.state}">${say(context, certificateStates[certificate.state])}</span
          >${certificate.simulated && markup` <strong class="stamp">SIMULATION</strong>`}
        </p>
        <dl>
          ${row(word(context, 'holder'), markup`${document.applicant.name} <small>${document.applicant.creditCode}</small>`)}
          ${row(word(context, 'dataName'), data.name)} ${row(word(context, 'summary'), data.summary)}
          ${row(word(context, 'industry'), data.industry)}
          ${row(word(context, 'period'), `${day(context, data.periodFrom)} – ${day(context, data.periodTo)}`)}
          ${row(word(context, 'frequency'), coded(context, data.updateFrequency))} ${row(word(context, 'records'), data.records)}
          ${row(word(context, 'form'), [...data.forms, data.structure].map((code) => coded(context, code)).join(' · '))}
          ${row(word(context, 'source'), coded(context, document.source))}
          ${row(word(context, 'registered'), day(context, legalDateOf(new Date(document.attestedAt))))}
          ${row(word(context, 'validUntil'), day(context, document.validUntil))}
          ${row(word(context, 'agency'), markup`${document.agency.name} <small>${document.agency.creditCode}</small>`)}
          ${row(word(context, 'rules'), say(context, document.rules.title))}
        </dl>
        ${rightsTable(context, document.rights)} ${restrictionTable(context, document.restrictions)}
      </article>
      ${verification(context, proven)}`,
  );
}

function verification(context: PageContext, { certificate, document, checks }: ProvenCertificate): Html {
  const json = `/api/public/certificates/${certificate.number}`;
  return markup`<section class="card">
    <h2>${word(context, 'checks')}</h2>
    <ul class="checks">
      ${check(context, 'checkSignature', checks.signature)} ${check(context, 'checkLog', checks.log)}
      ${check(context, 'checkForce', checks.inForce)}
    </ul>
    <dl class="digests">
      ${row(word(context, 'dataset'), markup`<code>${document.dataset.digest}</code>`)}
      ${row(word(context, 'record'), markup`<code>${document.record}</code>`)}
      ${row(word(context, 'key'), markup`<code>${certificate.keyId}</code>`)} ${row(word(context, 'logPlace'), certificate.logIndex)}
    </dl>
    <h3>${word(context, 'checkYourself')}</h3>
    <p>${word(context, 'checkYourselfLead')} ${word(context, 'prevails')}</p>
    <p class="links">
      <a href="${json}">${word(context, 'json')}</a> <a href="/.well-known/medbourse-keys.json">${word(context, 'keys')}</a>
    </p>
  </section>`;
}

const check = (context: PageContext, what: Word, holds: boolean): Html =>
  markup`<li class="${holds ? 'holds' : 'fails'}">
    <span>${word(context, what)}</span> <strong>${word(context, holds ? 'yes' : 'no')}</strong>
  </li>`;

const coded = (context: PageContext, code: string): string => {
  const known = annexCodes[code];
  return known ? say(context, known) : code;
};
