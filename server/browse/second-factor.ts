import { h } from 'preact';
import qrcode from 'qrcode-generator';
import {
  addSecondFactor,
  beginSecondFactor,
  removeSecondFactor,
  type SecondFactorSetup,
} from '../../core/auth/second-factor.ts';
import { secondFactorSchema } from '../api/account-schemas.ts';
import { RecoveryCodesPage, SecondFactorPage } from '../pages/second-factor.tsx';
import { chromeOf, sendPage } from './send-page.ts';
import { readForm, refusalOf, sendOn, sendRefusal, type Visit } from './visit.ts';

export async function showSecondFactor({ app, who, response }: Visit): Promise<void> {
  const setup = await beginSecondFactor(app, who);
  const chrome = chromeOf(response, 'account');
  sendPage(response, h(SecondFactorPage, { chrome, setup, picture: pictureOf(setup) }));
}

/** Answers with the page itself instead of sending on: the codes are shown this once, and stand in no address. */
export async function turnOnSecondFactor({ app, who, request, response }: Visit): Promise<void> {
  const chrome = chromeOf(response, 'account');
  let codes: string[] = [];
  const refusal = await refusalOf(async () => {
    codes = await addSecondFactor(app, who, readForm(request, secondFactorSchema));
  });
  const news =
    'From now on, signing in takes a code of your authenticator app. Your other sessions have ended.';
  if (!refusal) return sendPage(response, h(RecoveryCodesPage, { chrome, codes, news }), 201);
  const setup = await beginSecondFactor(app, who);
  const page = h(SecondFactorPage, { chrome, setup, picture: pictureOf(setup), problem: refusal.detail });
  sendRefusal(response, page, refusal);
}

export async function turnOffSecondFactor({ app, who, response }: Visit): Promise<void> {
  await removeSecondFactor(app, who);
  sendOn(response, '/account?done=factor');
}

function pictureOf({ address }: SecondFactorSetup): string {
  const picture = qrcode(0, 'M');
  picture.addData(address);
  picture.make();
  const svg = picture.createSvgTag({ cellSize: 4, margin: 16, scalable: true });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
